"""What each page takes the server, in a large company, beside a page that only says "ok".

    DATABASE_URL=postgres://… python bench/pages.py --agents 100000

Works in a scratch database, which it drops again. A page is asked for by Django's test client, in
this process and through all middleware, so what is measured is the server's time without a network
or a queue before it. For the agent at the top, for one with about a hundredth of all below, and for
one who has recruited nobody.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlmsite.settings")

import django

django.setup()

import numpy as np
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agents import access
from agents.models import Agent
from bench import company, month, scratch, years
from bench.timing import each, number, show
from commissions.nights.models import Line
from commissions.nights.run import run_next_night
from commissions.standings.models import Standing
from commissions.team import table

# {below} somebody in the middle of the downline, {far} the last one on page 199 of the table,
# {name} and {word} the full and the first name of {below}, {line} the largest of its lines.
PAGES = {
    'only "ok"': "/bench/ok/",
    "tree": "/team/",
    "tree, by volume": "/team/?order=gv",
    "tree, a level further": "/team/?under={below}",
    "tree, opened down to somebody": "/team/{below}/tree/",
    "search: a full name": "/team/?q={name}",
    "search: a first name": "/team/?q={word}",
    "search: nobody": "/team/?q=Xylophon+Zzyzx",
    "table, by volume": "/team-table/",
    "table, page 200": "/team-table/?after={far}",
    "table, by name": "/team-table/?sort=name",
    "table, by level": "/team-table/?sort=level",
    "table, by joining": "/team-table/?sort=-joined",
    "table, by rank": "/team-table/?sort=-rank",
    "table, by team": "/team-table/?sort=-team",
    "table: active, from level 3, a customer": "/team-table/"
    "?activity=active&level_from=3&customers=with",
    "table: a rank, by name": "/team-table/?rank=3&sort=name",
    "table: a first name": "/team-table/?q={word}",
    "table: a full name": "/team-table/?q={name}",
    "table: joined since": "/team-table/?joined_since=2025-12-01&activity=not_active",
    "by level": "/team-table/levels/",
    "a person's card": "/team/{below}/",
    "dashboard": "/",
    "who needs me today": "/today/",
    "news": "/news/",
    "goals": "/goals/",
    "goals of the team": "/goals/team/",
    "trends": "/trends/",
    "rank": "/rank/",
    "forecast": "/forecast/",
    "missed": "/missed/",
    "a line's story": "/earnings/line/{line}/",
    "earnings": "/earnings/",
    "payouts": "/payouts/",
    "statements": "/statements/",
    "customers": "/customers/",
    "lessons": "/learn/",
    "lessons of recruits": "/learn/recruits/",
    "links": "/grow/",
    "preferences": "/me/",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=100_000)
    parser.add_argument("--charges", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=30, help="that each page is asked for")
    options = parser.parse_args()
    settings.ROOT_URLCONF = "bench.ok"
    with scratch.database():
        fill(options)
        for name, agent in of_each_size().items():
            print(f"\n{name}: {access.downline(agent).count():,} below\n", flush=True)
            header = ["page", "median ms", "95 % ms", "queries", "kB"]
            show(header, measured(agent, options.times))


def fill(options: argparse.Namespace) -> None:
    with transaction.atomic():
        plan = company.plan(effective_from=month.first_day(30))
        company.network(options.agents)
        month.subscriptions(options.agents, options.charges, plan=plan, due=30, automatic=True)
    scratch.vacuum()
    run_next_night(through=company.DAY, show=lambda _: None)
    with transaction.atomic():
        years.standings()
        years.joining()
    scratch.vacuum()
    scratch.settle()


def of_each_size() -> dict[str, Agent]:
    standings = Standing.objects.current()
    hundredth = standings.get(agent=1).team // 100
    middle = standings.filter(team__gte=hundredth).order_by("team", "agent").first()
    leaf = standings.filter(team=0).order_by("agent").first()
    ids = {"the root": 1, "in the middle": middle.agent_id, "a leaf": leaf.agent_id}
    return {name: Agent.objects.get(pk=pk) for name, pk in ids.items()}


def measured(agent: Agent, times: int) -> Iterator[list[str]]:
    client = Client(headers={"host": "localhost"})
    user = get_user_model().objects.create(username=agent.code, email=agent.email)
    Agent.objects.filter(pk=agent.pk).update(user=user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    known = words(agent)
    for name, address in PAGES.items():
        try:
            path = address.format(**known)
        except KeyError:
            continue  # Nobody is there.
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        asked = len(queries)
        spent = each(lambda _, path=path: client.get(path), range(times), at_most_s=20)
        figures = [number(np.median(spent)), number(np.percentile(spent, 95))]
        yield [name, *figures, str(asked), number(len(answer.content) / 1000)]


def words(agent: Agent) -> dict[str, object]:
    """What the addresses are filled in with, as far as there is such a one."""
    found: dict[str, object] = {}
    if line := Line.objects.filter(earner=agent).order_by("-amount_micro").first():
        found["line"] = line.pk
    below = access.downline(agent)
    recruiting = below.filter(recruits__isnull=False)
    somebody = recruiting[recruiting.count() // 2 :].first() or below.first()
    if somebody:
        found |= {"below": somebody.code, "name": somebody.name, "word": somebody.name.split()[0]}
    sorted_by_gv = table.everybody(agent, table.Asked())[0]
    if far := list(sorted_by_gv[199 * table.PAGE - 1 : 199 * table.PAGE]):
        found["far"] = far[0].code
    return found


if __name__ == "__main__":
    main()
