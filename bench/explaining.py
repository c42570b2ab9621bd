"""Why was I paid, why not: a page of what was missed and a line's story, in a company of a night.

    DATABASE_URL=postgres://… python bench/explaining.py --agents 100000 --charges 300000

Works in a scratch database, which it drops again. All charges are due in one night, the hardest for
these pages. Looked at by the root, and by agents with about a thousand, thirty and three below.
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

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Abs

from agents.models import Agent
from bench import company, month, scratch
from bench.timing import each, figures, show
from commissions.explain import missed, then
from commissions.explain.story import story
from commissions.nights.models import Line
from commissions.nights.run import run_next_night
from commissions.standings.models import Standing

SIZES = (None, 1_000, 30, 3)
AT_MOST_S = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agents", type=int, default=100_000)
    parser.add_argument("--charges", type=int, default=300_000)
    parser.add_argument("--reads", type=int, default=20)
    options = parser.parse_args()
    with scratch.database():
        fill(options)
        rows = [row for size in SIZES for row in _read(_with_team(size), options.reads)]
        show(["page, milliseconds", "team", "median", "99 %"], rows)


def fill(options: argparse.Namespace) -> None:
    with transaction.atomic():
        plan = company.plan(effective_from=month.first_day(1))
        company.network(options.agents)
        month.subscriptions(options.agents, options.charges, plan=plan, due=1, automatic=False)
    scratch.vacuum()
    run_next_night(through=company.DAY, show=lambda stage: None)
    scratch.vacuum()
    scratch.settle()


def _with_team(size: int | None) -> Agent:
    standings = Standing.objects.filter(gv__gt=0)
    nearest = "-team" if size is None else Abs(F("team") - size)
    return Agent.objects.get(pk=standings.order_by(nearest).first().agent_id)


def _read(me: Agent, reads: int) -> Iterator[list[str]]:
    team = f"{Standing.objects.get(agent=me).team:,}"
    acts = {
        "the last night with charges": lambda _: then.last_with_charges(me),
        "missed: the first page": lambda _: missed.page(me, night=company.DAY),
        "missed: by a rule that is rare": lambda _: missed.page(
            me, night=company.DAY, rule="already_paid"
        ),
    }
    for name, act in acts.items():
        yield [name, team, *figures(each(act, range(reads), at_most_s=AT_MOST_S))]
    lines = Line.objects.select_related("earner", "charge", "rank").filter(earner=me)[:reads]
    if lines:
        yield ["a line's story", team, *figures(each(story, lines, at_most_s=AT_MOST_S))]


if __name__ == "__main__":
    main()
