from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commissions.loading.load import load
from commissions.loading.problems import BadFiles
from commissions.management.progress import progress_bar
from mlmsite.lib import clock

MOST_SHOWN = 1_000


class Command(BaseCommand):
    help = (
        "Load plan*.toml, agents.csv, customers.csv, subscriptions.csv, charges.csv and "
        "refunds.csv from a folder: any of them, all or nothing. Rows that are loaded already are "
        "left alone; names, e-mail addresses, statuses and ends of subscriptions are brought up "
        "to date. Anything wrong is told on standard error as file:line: what is wrong, with exit "
        "status 1, and then nothing of the folder is loaded."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the files are")

    def handle(self, *, folder: Path, **options) -> None:
        try:
            with progress_bar() as progress:
                loaded = load(folder, today=clock.today(), now=timezone.now(), progress=progress)
        except BadFiles as e:
            self._refuse(e)
        for file, count in loaded.files.items():
            self.stdout.write(
                f"{file}: {count.added:,} added, {count.updated:,} updated, "
                f"{count.unchanged:,} unchanged"
            )

    def _refuse(self, bad: BadFiles) -> NoReturn:
        count = len(bad.problems)
        for problem in bad.problems[:MOST_SHOWN]:
            self.stderr.write(str(problem))
        if count > MOST_SHOWN:
            self.stderr.write(f"and {count - MOST_SHOWN:,} more problems")
        raise CommandError(f"{count:,} problem{'s' * (count > 1)}; nothing was loaded.")
