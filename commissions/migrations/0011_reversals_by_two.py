import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def as_they_were(apps, schema_editor):
    """Until now one person was enough. Of the two who had made it, the other stands for the one
    who asks."""
    done = apps.get_model("commissions", "Adjustment").objects.filter(
        state="reversed", needs_second=True
    )
    asked_at = {"reversal_asked_at": F("reversed_at")}
    done.exclude(made_by=F("reversed_by")).update(reversal_asked_by=F("made_by"), **asked_at)
    done.filter(made_by=F("reversed_by")).update(reversal_asked_by=F("decided_by"), **asked_at)


class Migration(migrations.Migration):
    dependencies = [
        ("commissions", "0010_of_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="adjustment",
            name="reversal_asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="reversal_asked_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(as_they_were, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=~Q(state="reversed")
                | Q(needs_second=False)
                | Q(reversal_asked_by__isnull=False) & ~Q(reversal_asked_by=F("reversed_by")),
                name="adjustment_reversed_by_two",
            ),
        ),
    ]
