"""Addresses of the money's resources, and of those that billing systems report to."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from commissions.api import reporting

router = SimpleRouter(trailing_slash=False)
router.register("customers", reporting.Customers, basename="api-customers")
router.register("subscriptions", reporting.Subscriptions, basename="api-subscriptions")
router.register("charges", reporting.Charges, basename="api-charges")
router.register("failed_charges", reporting.FailedCharges, basename="api-failed-charges")
router.register("refunds", reporting.Refunds, basename="api-refunds")

urlpatterns = [
    path(
        "cancellations/bulk",
        reporting.Cancellations.as_view({"post": "bulk"}),
        name="api-cancellations",
    ),
    *router.urls,
]
