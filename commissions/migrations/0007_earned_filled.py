"""The monthly sums of the nights that have run. Standings begin with the next night."""

from django.db import migrations
from django.db.models import Count, DateField, F, Sum
from django.db.models.functions import Cast, TruncMonth

MICRO = 1_000_000


def fill(apps, schema_editor):
    Line = apps.get_model("commissions", "Line")
    Earned = apps.get_model("commissions", "Earned")
    rows = (
        Line.objects.annotate(
            month=TruncMonth(Cast("run_id", DateField())),
            currency=F("charge__subscription__currency"),
        )
        .values_list("earner_id", "month", "currency", "entry", "kind")
        .annotate(
            lines=Count("id"),
            whole=Sum(F("amount_micro") / MICRO),
            rest=Sum(F("amount_micro") % MICRO),
        )
        .order_by()
    )
    made = (
        Earned(
            agent_id=agent,
            month=month,
            currency=currency,
            entry=entry,
            kind=kind,
            lines=lines,
            whole_minor=whole + rest // MICRO,
            rest_micro=rest % MICRO,
        )
        for agent, month, currency, entry, kind, lines, whole, rest in rows.iterator()
    )
    batch = []
    for row in made:
        batch.append(row)
        if len(batch) == 5_000:
            Earned.objects.bulk_create(batch)
            batch.clear()
    Earned.objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("commissions", "0006_standings"), ("agents", "0004_search")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
