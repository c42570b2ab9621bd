from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from commissions.demo.company import (
    ADMINISTRATOR,
    APP_KEY,
    APPROVER,
    PASSWORD,
    NotADemo,
    build,
    recovery_codes,
)
from commissions.management.progress import progress_bar
from mlmsite.lib import clock


class Command(BaseCommand):
    help = (
        "Make a believable company with six months of history, run its nights, and serve the site. "
        "Started again, it goes on with the same company. Only where DEBUG is on."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--agents", type=int, default=2_000, help="how many (default: 2000)")
        parser.add_argument("--address", default="127.0.0.1:8000", help="where to serve")
        parser.add_argument("--no-serve", action="store_true", help="stop before serving")

    def handle(self, *, agents: int, address: str, no_serve: bool, **options) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo's passwords are known to all: it runs with DEBUG on only.")
        if agents < 1:
            raise CommandError("A company has at least one agent.")
        call_command("migrate", verbosity=0)
        folder = settings.VAR_DIR / "demo" / f"{connection.vendor}-{agents}"
        try:
            with progress_bar() as progress:
                distributor, _ = build(
                    folder=folder,
                    agents=agents,
                    today=clock.today(),
                    now=timezone.now(),
                    progress=progress,
                )
        except NotADemo as e:
            raise CommandError(str(e)) from e
        self.stdout.write(
            f"\nThe demo is at http://{address}/\n"
            f"  a distributor:     {distributor}  {PASSWORD}\n"
            f"  who makes batches: {ADMINISTRATOR}  {PASSWORD}\n"
            f"  who approves them: {APPROVER}  {PASSWORD}\n"
            "Administrators are asked for a second factor. Add this key to an authenticator app:\n"
            f"  {APP_KEY}\n"
            "or use a recovery code, each once:\n"
        )
        for email in (ADMINISTRATOR, APPROVER):
            self.stdout.write(f"  {email}  {'  '.join(recovery_codes(email)[:5])}\n")
        self.stdout.flush()
        if not no_serve:
            call_command("runserver", address, use_reloader=False)
