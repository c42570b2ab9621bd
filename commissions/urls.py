from django.urls import include, path

import commissions.converters  # noqa: F401  (It registers them.)
from commissions.views import feed, goals, payouts, statements, team, team_table
from commissions.views.dashboard import home
from commissions.views.earnings import earnings, transfer
from commissions.views.explain import line, what_was_missed
from commissions.views.forecast import forecast, forecast_worked_out
from commissions.views.rank import rank, rank_ahead, what_if
from commissions.views.today import today
from commissions.views.trends import trends

MONTH = "<month:month>/<currency:currency>"

urlpatterns = [
    path("", home, name="home"),
    path("today/", today, name="today"),
    path("news/", feed.feed, name="feed"),
    path("news/leave/<str:token>/", feed.leave, name="leave_news"),
    path("goals/", goals.goals, name="goals"),
    path("goals/team/", goals.team_goals, name="team_goals"),
    path("goals/<int:goal_id>/drop/", goals.drop_goal, name="drop_goal"),
    path("goals/<int:goal_id>/cheer/", goals.cheer, name="cheer"),
    path("team/", team.team, name="team"),
    path("team-table/", team_table.team_table, name="team_table"),
    path("team-table.csv", team_table.team_csv, name="team_csv"),
    path("team-table/levels/", team.team_levels, name="team_levels"),
    path("team/<code:code>/", team.member, name="member"),
    path("team/<code:code>/tree/", team.team_to, name="team_to"),
    path("earnings/", earnings, name="earnings"),
    path("earnings/<int:transfer_id>/", transfer, name="transfer"),
    path("trends/", trends, name="trends"),
    path("earnings/line/<int:line_id>/", line, name="line"),
    path("missed/", what_was_missed, name="missed"),
    path("forecast/", forecast, name="forecast"),
    path("forecast/worked-out/", forecast_worked_out, name="forecast_worked_out"),
    path("rank/", rank, name="rank"),
    path("rank/ahead/", rank_ahead, name="rank_ahead"),
    path("rank/what-if/", what_if, name="what_if"),
    path("statements/", statements.my_statements, name="statements"),
    path(f"statements/{MONTH}/", statements.my_statement, name="statement"),
    path(f"statements/{MONTH}.pdf", statements.my_statement_pdf, name="statement_pdf"),
    path("payouts/", payouts.payouts, name="payouts"),
    path("payouts/method/<slug:rail>/", payouts.set_method, name="payout_method"),
    path("payouts/method/<int:method_id>/remove/", payouts.remove_method, name="remove_method"),
    path("payouts/tax-form/", payouts.tax_form, name="tax_form"),
    path("office/", include("commissions.views.office.urls")),
]
