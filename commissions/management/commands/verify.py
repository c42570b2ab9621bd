from django.core.management.base import BaseCommand, CommandError

from commissions.management.progress import progress_bar
from commissions.verify import verify


class Command(BaseCommand):
    help = (
        "Check every invariant from the stored rows: the tree, the ledger, lines against "
        "transfers, what is carried over, fingerprints; and compute the last night again, or every "
        "night. Changes nothing. Ends with status 1 and a line for each breach."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--all",
            dest="every_night",
            action="store_true",
            help="compute every night again from the facts that it saw, and compare every line",
        )

    def handle(self, *, every_night: bool, **options) -> None:
        with progress_bar() as progress:
            report = verify(every_night=every_night, progress=progress)
        for note in report.notes:
            self.stdout.write(note)
        for breach in report.breaches:
            self.stderr.write(breach)
        if report.breaches:
            raise CommandError(f"{len(report.breaches)} breaches.")
        self.stdout.write("Everything agrees.")
