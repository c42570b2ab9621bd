from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agents.logins import LoginRefused, open_login
from agents.models import Agent


class Command(BaseCommand):
    help = (
        "Open log-ins for agents: each gets a mail with a link at which it chooses its password. "
        "Goes on past an agent that can't have one, and then ends with status 1."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("codes", nargs="+", metavar="CODE", help="the agents' codes")
        parser.add_argument(
            "--site",
            metavar="URL",
            help="where the links lead, like https://example.com (default: the first of "
            "ALLOWED_HOSTS)",
        )

    def handle(self, *, codes: list[str], site: str | None, **options) -> None:
        site = _checked(site) if site else _own_site()
        agents = Agent.objects.in_bulk(codes, field_name="code")
        refused = 0
        for code in codes:
            try:
                if code not in agents:
                    raise LoginRefused(f"No agent has the code {code}.")
                open_login(agents[code], site=site)
            except LoginRefused as e:
                refused += 1
                self.stderr.write(str(e))
            else:
                self.stdout.write(f"{code}: mailed to {agents[code].email}")
        if refused:
            raise CommandError(f"{refused} of {len(codes)} have got no log-in.")


def _checked(site: str) -> str:
    parts = urlsplit(site)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise CommandError(f"--site {site!r} is not an address like https://example.com")
    return site


def _own_site() -> str:
    host = next(iter(settings.ALLOWED_HOSTS), "*")
    if "*" in host or host.startswith("."):
        raise CommandError("ALLOWED_HOSTS names no single host; say where the site is with --site.")
    scheme, port = ("https", "") if settings.HTTPS else ("http", ":8000" * settings.DEBUG)
    return f"{scheme}://{host}{port}"
