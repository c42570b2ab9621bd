"""Addresses of the network's resources; of those that sales are reported to: commissions/api."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from agents.api import sales
from agents.api.agents import Agents
from agents.api.hooks import Deliveries, Endpoints
from agents.api.me import MyselfView, PreferencesView

router = SimpleRouter(trailing_slash=False)
router.register("agents", Agents, basename="api-agents")
router.register("webhook_endpoints", Endpoints, basename="api-webhook-endpoints")
router.register("webhook_deliveries", Deliveries, basename="api-webhook-deliveries")
router.register("products", sales.Products, basename="api-products")

urlpatterns = [
    path("me", MyselfView.as_view({"get": "retrieve"}), name="api-me"),
    path(
        "me/preferences",
        PreferencesView.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-preferences",
    ),
    *router.urls,
]
