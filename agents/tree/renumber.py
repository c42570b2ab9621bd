"""Every interval anew, from the sponsors: after a large load, or to repair a damaged tree."""

from collections.abc import Mapping

import numpy as np
from django.db import connection, models
from django.db.models import F
from django.db.models.functions import Coalesce

from agents.tree import lock
from agents.tree.places import Place, places
from mlmsite.lib import bulk

_COLUMNS = ("tree_id", "lft", "rght", "level")


def whole(
    model: type[models.Model], newcomers: Mapping[int, int | None] | None = None
) -> dict[int, Place]:
    """Number the forest with the newcomers in it, {agent: sponsor or None}, and move those who are
    there already; the places of all. Recruits keep their order; newcomers come last."""
    with lock.lock():
        _alone(model)
        parent = model._meta.get_field(model._mptt_meta.parent_attr).attname
        there = bulk.read_ints(
            model._base_manager.annotate(above=Coalesce(F(parent), 0)), "id", "above", *_COLUMNS
        )
        in_order = np.lexsort((there["lft"], there["tree_id"]))
        ids, above, *before = (there[name][in_order].tolist() for name in there)
        forest = {agent: sponsor or None for agent, sponsor in zip(ids, above, strict=True)}
        placed = places({**forest, **(newcomers or {})})
        moved = [
            row
            for agent, *stood in zip(ids, *before, strict=True)
            if (row := _row(agent, placed[agent]))[1:] != tuple(stood)
        ]
        if moved:
            bulk.update_rows(model, ("id", *_COLUMNS), moved)
        return placed


def _row(agent: int, at: Place) -> tuple[int, ...]:
    return (agent, at.tree_id, at.lft, at.rght, at.level)


def _alone(model: type[models.Model]) -> None:
    """Enrolments wait before they have locked a row, as selecting for update needs what this
    excludes; those under way end first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {model._meta.db_table} IN EXCLUSIVE MODE")
