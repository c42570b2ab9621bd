"""Room for newcomers under a sponsor: found, or made by spreading the labels around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from agents.models import Agent
from agents.tree import labels, lock
from agents.tree.labels import Gap
from agents.tree.places import Place
from mlmsite.lib import bulk

# Blocks are read in steps of this many bits, and the least one that isn't crowded is looked for in
# memory.
_BITS_A_READ = 6
_MOST_READ = 20_000


class Sponsor(NamedTuple):
    """An agent's row, as far as placing somebody under it needs it."""

    id: int
    code: str
    status: str
    lft: int
    rght: int
    tree_id: int
    level: int


class NoRoom(Exception):
    """Under this sponsor there is less room than needed."""

    def __init__(self, sponsor: Sponsor) -> None:
        super().__init__(f"There is no room under {sponsor.code}.")
        self.sponsor = sponsor


@dataclass(frozen=True)
class Space:
    """The sponsor, as its row is now, locked; and the gap in which its next recruit goes."""

    sponsor: Sponsor
    gap: Gap


def under(sponsor_id: int, *, need: int) -> Space:
    """Room for `need` >= 2 labels, for the rest of the transaction."""
    try:
        # Leaving a savepoint by an exception lets the sponsor's row go.
        with transaction.atomic():
            return _room(sponsor_id, need)
    except NoRoom:
        lock.acquire()
    while True:
        try:
            return _room(sponsor_id, need)
        except NoRoom as e:
            _spread(e.sponsor, need)


def fit(placed: Mapping[int, Place], found: Space) -> dict[int, Place]:
    """The same agents in the same order, with their levels below each other, in the space found:
    {agent: Place}, the tops at level 0 before."""
    before = sorted({(at.tree_id, end) for at in placed.values() for end in (at.lft, at.rght)})
    after = dict(zip(before, found.gap.take(len(before)), strict=True))
    tree_id, deeper = found.sponsor.tree_id, found.sponsor.level + 1
    return {
        agent: Place(
            after[at.tree_id, at.lft], after[at.tree_id, at.rght], tree_id, at.level + deeper
        )
        for agent, at in placed.items()
    }


def _room(sponsor_id: int, need: int) -> Space:
    sponsor, last = _locked(sponsor_id)
    gap = Gap(sponsor.lft if last is None else last, sponsor.rght, first=last is None)
    if gap.room < need:
        raise NoRoom(sponsor)
    return Space(sponsor, gap)


_SPONSOR = f"SELECT {', '.join(Sponsor._fields)} FROM agents_agent WHERE id = %s"  # noqa: S608
_LOCKING = "FOR NO KEY UPDATE"
_LAST = "SELECT rght FROM agents_agent WHERE sponsor_id = %s ORDER BY lft DESC LIMIT 1"


def _locked(sponsor_id: int) -> tuple[Sponsor, int | None]:
    """The sponsor, its row locked, and then where its last recruit ends. In this order: who was
    waited for has enrolled a recruit. Both in one message, by hand: half of an enrolment's time."""
    ids = [sponsor_id, sponsor_id]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{_SPONSOR} {_LOCKING}; {_LAST}", ids)
            found = cursor.fetchone()
            cursor.nextset()
        else:
            found = cursor.execute(_SPONSOR, ids[:1]).fetchone()
            cursor.execute(_LAST, ids[:1])
        if found is None:
            raise Agent.DoesNotExist(f"There is no agent {sponsor_id}.")
        last = cursor.fetchone()
    return Sponsor(*found), last and last[0]


@dataclass(frozen=True)
class Block:
    """The block of 2ᵏ labels around `at`, and the agents {id: (lft, rght)} with an end in it."""

    k: int
    at: int
    agents: dict[int, tuple[int, int]]

    @property
    def bounds(self) -> tuple[int, int]:
        return labels.block(self.at, self.k)

    def labels(self) -> list[int]:
        low, high = self.bounds
        return sorted(end for ends in self.agents.values() for end in ends if low <= end < high)

    def within(self, k: int) -> "Block":
        low, high = labels.block(self.at, k)
        some = {
            agent: ends
            for agent, ends in self.agents.items()
            if any(low <= end < high for end in ends)
        }
        return Block(k, self.at, some)


def _spread(sponsor: Sponsor, need: int) -> None:
    """Spread the smallest block around the end of the sponsor that isn't crowded. The caller holds
    the tree's lock."""
    tree = Agent.objects.filter(tree_id=sponsor.tree_id)
    locked: set[int] = set()
    while True:
        block = _smallest(tree, sponsor.rght, need)
        cut = _cut(tree, block.bounds[1])
        wanted = block.agents.keys() | cut
        if wanted <= locked:
            break
        locked |= lock_rows(tree.filter(_with_an_end_in(block) | Q(pk__in=cut)))
    before = block.labels()
    after = dict(zip(before, labels.spread(before, block.at, need, block.k), strict=True))
    bulk.update_ints(
        Agent,
        ("id", "lft", "rght"),
        [
            (agent, after.get(lft, lft), after.get(rght, rght))
            for agent, (lft, rght) in block.agents.items()
        ],
    )


def _with_an_end_in(block: Block) -> Q:
    low, high = block.bounds
    return Q(lft__gte=low, lft__lt=high) | Q(rght__gte=low, rght__lt=high)


def lock_rows(agents: QuerySet[Agent]) -> set[int]:
    """Their ids, once nobody else has locked them. In one order, whoever asks."""
    rows = agents.select_for_update(no_key=True).order_by("pk")
    return set(rows.values_list("pk", flat=True))


def _smallest(tree: QuerySet[Agent], at: int, need: int) -> Block:
    for k in [*range(2 * _BITS_A_READ, labels.BITS, _BITS_A_READ), labels.BITS]:
        if labels.capacity(k) < need:
            continue
        block = _read(tree, at, k)
        if block is None:
            continue
        found = labels.smallest_block(block.labels(), at, need, up_to=k)
        if found is not None:
            return block.within(found)
    raise labels.TreeFull


def _read(tree: QuerySet[Agent], at: int, k: int) -> Block | None:
    """None where there are so many that the block is crowded for certain."""
    low, high = labels.block(at, k)
    most = max(_MOST_READ, labels.capacity(k)) + 1
    agents: dict[int, tuple[int, int]] = {}
    for end in ("lft", "rght"):
        inside = tree.filter(**{f"{end}__gte": low, f"{end}__lt": high}).order_by(end)
        rows = list(inside.values_list("id", "lft", "rght")[:most])
        if len(rows) == most:
            return None
        agents |= {agent: (lft, rght) for agent, lft, rght in rows}
    return Block(k, at, agents)


def _cut(tree: QuerySet[Agent], high: int) -> set[int]:
    """Whose free space the end of the block cuts: somebody may be enrolling into its lower part."""
    ends = tree.filter(rght__gte=high).order_by("rght").values_list("id", "rght").first()
    if ends is None:
        return set()
    begins = tree.filter(lft__gte=high).order_by("lft").values_list("lft", flat=True).first()
    # Before a beginning nobody is enrolled.
    return set() if begins is not None and begins < ends[1] else {ends[0]}
