from django.core.management.base import BaseCommand

from commissions.nights.merging import merge


class Command(BaseCommand):
    help = (
        "PostgreSQL: put the lines of each month that is over into one partition, which large "
        "nights leave in many. Sent by beat each month; safe to start again at any time."
    )

    def handle(self, **options) -> None:
        months = merge()
        self.stdout.write(f"Merged: {', '.join(months)}." if months else "Nothing to merge.")
