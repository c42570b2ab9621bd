from django.core.management.base import BaseCommand, CommandError

from commissions.management.progress import progress_bar
from commissions.nights.verify import verify


class Command(BaseCommand):
    help = (
        "Check every invariant from the stored rows: the tree, the ledger, lines against "
        "transfers, what is carried over, fingerprints; and compute the last night again. Changes "
        "nothing. Ends with status 1 and a line for each breach."
    )

    def handle(self, **options) -> None:
        with progress_bar() as progress:
            report = verify(progress=progress)
        for note in report.notes:
            self.stdout.write(note)
        for breach in report.breaches:
            self.stderr.write(breach)
        if report.breaches:
            raise CommandError(f"{len(report.breaches)} breaches.")
        self.stdout.write("Everything agrees.")
