"""Reading a large tree: uplines, pages of a downline, counting and searching it."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from django.db import models
from django.db.models import F
from django.db.models.functions import Abs

from agents import access
from agents.models import Agent
from bench.stock import Stock
from bench.timing import each, figures
from commissions.team import levels, tree

AT_MOST_S = 10
SHARES = (1, 0.1, 0.01)
NOBODY = "Xylophon Zzyzx"


def uplines(reads: int, *, bottom: int) -> list[list[str]]:
    """From random agents, from the deepest that aren't of the chain, from the chain's `bottom`;
    beside it stock django-mptt's. The stock table is a copy of the tree with the chain in it."""
    ids = np.array(Stock.objects.order_by("-level").values_list("id"))[:, 0]
    tree = Stock.objects.exclude(code__startswith="N").order_by("-level")
    groups = {
        "upline of random agents": np.random.default_rng(6).choice(ids, reads).tolist(),
        "upline of the deepest": list(tree.values_list("id", flat=True)[:reads]),
        "upline from the chain's bottom": [bottom] * reads,
    }
    return [
        [name, _depth(group), *_uplines(Agent, group), *_uplines(Stock, group)]
        for name, group in groups.items()
    ]


def _depth(ids: Sequence[int]) -> str:
    levels = list(Stock.objects.filter(id__in=ids).values_list("level", flat=True))
    return f"{np.median(levels):,.0f}"


def _uplines(model: type[models.Model], ids: Sequence[int]) -> list[str]:
    agents = (model.objects.get(pk=pk) for pk in ids)
    return figures(each(lambda agent: list(agent.get_ancestors()), agents, at_most_s=AT_MOST_S))


def downlines(reads: int) -> list[list[str]]:
    return [row for share in SHARES for row in _downline(*_with_share(share), reads)]


def _with_share(share: float) -> tuple[Agent, list[int]]:
    """The agent whose downline is nearest to that share of all, and who is below it."""
    width = int(2 * share * Stock.objects.count())
    found = Stock.objects.order_by(Abs(F("rght") - F("lft") - width), "id").first()
    below = Stock.objects.filter(lft__gt=found.lft, lft__lt=found.rght)
    return Agent.objects.get(pk=found.pk), list(below.values_list("id", flat=True))


def _downline(me: Agent, below: Sequence[int], reads: int) -> Iterator[list[str]]:
    """Pages begin behind a random recruit, or behind anybody; a search is for the name or code of
    somebody who is there, for a frequent word, and for nobody."""
    recruits = list(me.recruits.values_list("id", flat=True))
    acts: dict[str, tuple[Callable[[Agent], object], Sequence[int]]] = {
        "page of recruits": (lambda a: tree.recruits_of(me, me=me, night=None, after=a), recruits),
        "page of the downline": (lambda a: _search(me, "", after=a), below),
        "count": (lambda _: access.downline(me).count(), below),
        "all of it, by level": (lambda _: levels.levels(me), below),
        "search: a full name": (lambda a: _search(me, a.name), below),
        "search: a first name": (lambda a: _search(me, a.name.split()[0]), below),
        "search: a code": (lambda a: _search(me, a.code), below),
        "search: nobody": (lambda _: _search(me, NOBODY), below),
    }
    rng = np.random.default_rng(7)
    for name, (act, ids) in acts.items():
        them = (Agent.objects.get(pk=pk) for pk in rng.choice(ids, reads).tolist())
        yield [name, f"{len(below):,}", *figures(each(act, them, at_most_s=AT_MOST_S))]


def _search(me: Agent, words: str, *, after: Agent | None = None) -> tree.Page:
    return tree.search(me, words=words, night=None, after=after)
