"""What was there before: its labels spread out, its agents in an arrival that every night saw."""

from datetime import UTC, date, datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Max

BITS = 62
BEFORE_ALL_NIGHTS = date(2000, 1, 1)


def spread(apps, schema_editor):
    Agent = apps.get_model("agents", "Agent")
    largest = Agent.objects.aggregate(largest=Max("rght"))["largest"]
    if largest:
        step = 2**BITS // (largest + 1)
        Agent.objects.update(lft=F("lft") * step, rght=F("rght") * step)


def fill(apps, schema_editor):
    Agent = apps.get_model("agents", "Agent")
    Arrival = apps.get_model("agents", "Arrival")
    Arrival.objects.update(first_night=F("settled_on"))
    if Agent.objects.exists():
        arrival = Arrival.objects.create(
            source="the network before moves were kept",
            arrived_at=datetime.now(UTC),
            last_day=BEFORE_ALL_NIGHTS,
            settled_on=BEFORE_ALL_NIGHTS,
            first_night=BEFORE_ALL_NIGHTS,
        )
        Agent.objects.update(arrival=arrival)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("agents", "0002_tree_with_room")]

    operations = [
        migrations.RunPython(spread, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="agent",
            name="arrival",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agents",
                to="agents.arrival",
            ),
        ),
    ]
