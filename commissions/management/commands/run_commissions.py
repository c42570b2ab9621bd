from argparse import ArgumentTypeError
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from commissions.goals import met
from commissions.management.progress import progress_bar
from commissions.nights.models import Run
from commissions.nights.run import NoPlan, run_through
from mlmsite.lib import clock


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date, like 2026-01-31") from None


class Command(BaseCommand):
    help = (
        "Run the nights: raise charges, compute commissions and post them to the ledger. Runs "
        "every missed night, one by one, and each only once; safe to start again at any time."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--through",
            type=day,
            metavar="YYYY-MM-DD",
            help="the last night to run (default: yesterday in the company's time zone)",
        )

    def handle(self, *, through: date | None, **options) -> None:
        through = through or clock.yesterday()
        if through > clock.today():
            raise CommandError(f"{through} is in the future; a night is run when its day has come.")
        try:
            with progress_bar() as progress:
                runs = run_through(through=through, progress=progress)
        except NoPlan as e:
            raise CommandError(str(e)) from e
        except OperationalError as e:
            raise CommandError(
                f"{str(e).strip()}\nThe night that was under way left nothing; start it again."
            ) from e
        for run in runs:
            met.tell(night=run.posted_on)
        if not runs:
            last = Run.objects.order_by("posted_on").last()
            already = f"the last night was {last.posted_on}" if last else "go-live is still to come"
            self.stdout.write(f"Nothing to run: {already}.")
            return
        lines, transfers = (
            sum(run.counts[name] for run in runs) for name in ("lines", "transfers")
        )
        self.stdout.write(
            f"Ran {len(runs)} night{'s' * (len(runs) > 1)}, {runs[0].posted_on} through "
            f"{runs[-1].posted_on}: {lines:,} lines, {transfers:,} transfers."
        )
