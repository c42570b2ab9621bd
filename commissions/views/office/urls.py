from django.urls import path

from commissions.views import statements
from commissions.views.office import adjustments, agents, answers, batches, queue, steps, tax

MONTH = "<month:month>/<currency:currency>"

urlpatterns = [
    path("", queue.queue, name="office"),
    path("totals/", queue.totals, name="queue_totals"),
    path("drafts/", queue.make, name="make_drafts"),
    path("batches/", batches.batches, name="batches"),
    path("batches/<int:batch_id>/", batches.batch, name="batch"),
    path("batches/<int:batch_id>/submit/", steps.submit, name="submit_batch"),
    path("batches/<int:batch_id>/approve/", steps.approve, name="approve_batch"),
    path("batches/<int:batch_id>/reject/", steps.reject, name="reject_batch"),
    path("batches/<int:batch_id>/send/", steps.send, name="send_batch"),
    path("batches/<int:batch_id>/file/", steps.file, name="batch_file"),
    path("batches/<int:batch_id>/paid/", steps.all_paid, name="batch_paid"),
    path("items/<int:item_id>/remove/", steps.remove, name="remove_item"),
    path("items/<int:item_id>/refused/", steps.refused, name="item_refused"),
    path("answers/", answers.answers, name="answers"),
    path("answers/read/", answers.upload, name="read_answers"),
    path("answers/<int:answer_id>/", answers.answer, name="answer"),
    path("agents/", agents.find, name="office_agents"),
    path("agents/<str:code>/", agents.agent, name="office_agent"),
    path("agents/<str:code>/hold/", agents.place_hold, name="place_hold"),
    path("agents/<str:code>/adjust/", agents.make_adjustment, name="make_adjustment"),
    path("holds/<int:hold_id>/lift/", agents.lift_hold, name="lift_hold"),
    path("statements/<code:code>/", statements.statements_of, name="statements_of"),
    path(f"statements/<code:code>/{MONTH}/", statements.statement_of, name="statement_of"),
    path(
        f"statements/<code:code>/{MONTH}.pdf", statements.statement_of_pdf, name="statement_of_pdf"
    ),
    path("tax/", tax.tax_years, name="tax_years"),
    path("tax/<year:year>/", tax.tax_year, name="tax_year"),
    path("tax/<year:year>.csv", tax.tax_csv, name="tax_csv"),
    path("adjustments/", adjustments.adjustments, name="adjustments"),
    path(
        "adjustments/<int:pk>/approve/",
        adjustments.approve,
        name="approve_adjustment",
    ),
    path(
        "adjustments/<int:pk>/reject/",
        adjustments.reject,
        name="reject_adjustment",
    ),
    path("adjustments/<int:pk>/reverse/", adjustments.undo, name="undo_adjustment"),
    path(
        "adjustments/<int:pk>/reverse/approve/",
        adjustments.approve_undo,
        name="approve_undo",
    ),
    path("adjustments/<int:pk>/reverse/reject/", adjustments.reject_undo, name="reject_undo"),
]
