"""Addresses of the money's resources, and of those that billing systems report to."""

from django.urls import path
from rest_framework.routers import SimpleRouter

import commissions.converters  # noqa: F401  (It registers them.)
from commissions.api import desk, explain, exports, money, office, outlook, reporting

router = SimpleRouter(trailing_slash=False)
router.register("customers", reporting.Customers, basename="api-customers")
router.register("subscriptions", reporting.Subscriptions, basename="api-subscriptions")
router.register("charges", reporting.Charges, basename="api-charges")
router.register("failed_charges", reporting.FailedCharges, basename="api-failed-charges")
router.register("refunds", reporting.Refunds, basename="api-refunds")
router.register("lines", money.Lines, basename="api-lines")
router.register("transfers", money.Transfers, basename="api-transfers")
router.register("payouts", money.Payouts, basename="api-payouts")
router.register("batches", money.Batches, basename="api-batches")
router.register("standings", desk.Standings, basename="api-standings")
router.register("goals", desk.Goals, basename="api-goals")
router.register("events", desk.Events, basename="api-events")
router.register("plans", office.Plans, basename="api-plans")
router.register("adjustments", office.Adjustments, basename="api-adjustments")
router.register("holds", office.Holds, basename="api-holds")

READ = {"get": "retrieve"}

urlpatterns = [
    path(
        "cancellations/bulk",
        reporting.Cancellations.as_view({"post": "bulk"}),
        name="api-cancellations",
    ),
    path("runs", money.Runs.as_view({"get": "list"}), name="api-runs"),
    path("agents/<str:id>/balances", money.Balances.as_view(READ), name="api-balances"),
    path("today", outlook.Today.as_view(READ), name="api-today"),
    path("agents/<str:id>/forecast", outlook.Forecast.as_view(READ), name="api-forecast"),
    path("ranks", desk.Ranks.as_view({"get": "list"}), name="api-ranks"),
    path(
        "agents/<str:id>/statements",
        money.Statements.as_view({"get": "months"}),
        name="api-statements",
    ),
    path(
        "agents/<str:id>/statements/<month:month>/<currency:currency>",
        money.Statements.as_view(READ),
        name="api-statement",
    ),
    path("agents/<str:id>/progress", desk.Progress.as_view(READ), name="api-progress"),
    path("agents/<str:id>/missed", explain.Missed.as_view(READ), name="api-missed"),
    path("lines/<str:id>/explanation", explain.Explanation.as_view(READ), name="api-explanation"),
    path(
        "exports/<table:table>/<night:night>/stream.<stream_kind:kind>",
        exports.Exports.as_view({"get": "stream"}),
        name="api-export-stream",
    ),
    path(
        "exports/<table:table>/<night:night>/file.<file_kind:kind>",
        exports.Exports.as_view({"get": "file"}),
        name="api-export-file",
    ),
    path("training/paths", desk.Training.as_view({"get": "paths"}), name="api-training"),
    path("training/recruits", desk.Training.as_view({"get": "recruits"}), name="api-recruits"),
    *router.urls,
]
