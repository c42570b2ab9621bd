from django.db import migrations, models


def as_it_was(apps, schema_editor):
    """Until now each payout that did not arrive asked for the account again."""
    items = apps.get_model("commissions", "Item").objects
    items.filter(state__in=["failed", "returned"]).update(of_account=True)


class Migration(migrations.Migration):
    dependencies = [("commissions", "0009_goals_and_news")]

    operations = [
        migrations.AddField(
            model_name="item",
            name="of_account",
            field=models.BooleanField(
                default=False, help_text="Does the account have to be entered again?"
            ),
        ),
        migrations.RunPython(as_it_was, migrations.RunPython.noop),
    ]
