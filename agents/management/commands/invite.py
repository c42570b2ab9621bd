from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import HttpRequest

from agents.logins import LoginRefused, open_login
from agents.models import Agent


class Command(BaseCommand):
    help = "Open a log-in for agents, and mail each a link to set the password."

    def add_arguments(self, parser) -> None:
        parser.add_argument("codes", nargs="+", metavar="CODE")
        parser.add_argument("--host", help="the site's host, for the link")

    def handle(self, *, codes: list[str], host: str | None, **options) -> None:
        request = HttpRequest()
        host = host or next((h for h in settings.ALLOWED_HOSTS if h.strip("*.")), "localhost")
        request.META = {"SERVER_NAME": host, "SERVER_PORT": "443" if settings.HTTPS else "80"}
        request.session = {}
        refused = 0
        for code in codes:
            try:
                open_login(Agent.objects.get(code=code), request=request)
                self.stdout.write(f"{code}: invited")
            except (Agent.DoesNotExist, LoginRefused) as e:
                refused += 1
                told = str(e) if isinstance(e, LoginRefused) else "there is no such agent"
                self.stderr.write(f"{code}: {told}")
        if refused:
            raise CommandError(f"{refused} of {len(codes)} were not invited.")
