from django.db import migrations, models

HELP = (
    "Moves, changes of status and arrivals were kept when it ran, so that it can be "
    "computed again whatever came later."
)


class Migration(migrations.Migration):
    """False for the nights that have run, True for those to come."""

    dependencies = [("commissions", "0002_lines_by_month")]

    operations = [
        migrations.AddField(
            "run", "facts_kept", models.BooleanField(default=False, help_text=HELP)
        ),
        migrations.AlterField(
            "run", "facts_kept", models.BooleanField(default=True, help_text=HELP)
        ),
    ]
