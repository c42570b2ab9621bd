"""What of django-mptt assumes that intervals are counted without gaps, done otherwise here."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import NoReturn, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from mptt.managers import TreeManager
from mptt.models import MPTTModel

from agents.tree import renumber


class WrittenPastTheTree(RuntimeError):
    def __init__(self) -> None:
        super().__init__("The tree is written through agents.tree (enrol, enrol_many, move) only.")


def _refuse(*args: object, **kwargs: object) -> NoReturn:
    raise WrittenPastTheTree


class NodeManager(TreeManager):
    """Reads as TreeManager does; of what it writes, only `rebuild` is left."""

    insert_node = _refuse
    move_node = _move_node = _refuse
    build_tree_nodes = partial_rebuild = _refuse
    _mptt_update = _manage_space = _refuse

    def disable_mptt_updates(self) -> AbstractContextManager:
        raise WrittenPastTheTree

    delay_mptt_updates = disable_mptt_updates

    def counts_below(self, nodes: Iterable["Node"]) -> dict[int, int]:
        """{id: how many stand below it}, in one query: an index range for each."""
        below = (
            self.filter(
                tree_id=OuterRef("tree_id"), lft__gt=OuterRef("lft"), lft__lt=OuterRef("rght")
            )
            .order_by()
            .values("tree_id")
            .annotate(people=Count("*"))
            .values("people")
        )
        these = self.filter(pk__in=[node.pk for node in nodes]).order_by()
        return dict(these.values_list("pk", Coalesce(Subquery(below), 0)))

    def rebuild(self) -> None:
        """Every interval anew, from the sponsors; recruits keep their order."""
        renumber.whole(self.model)


_UPLINE = """
WITH RECURSIVE up AS (
    SELECT a.* FROM {table} a WHERE a.id = %s
    UNION ALL
    SELECT a.* FROM up JOIN {table} a ON a.id = up.{sponsor}
)
SELECT * FROM up ORDER BY level
"""


class Node(MPTTModel):
    """MPTTModel over intervals with gaps."""

    lft = models.BigIntegerField(editable=False)
    rght = models.BigIntegerField(editable=False)
    tree_id = models.PositiveIntegerField(editable=False)
    level = models.PositiveIntegerField(editable=False)

    objects = NodeManager()

    class Meta:
        abstract = True

    def within(self, prefix: str = "", *, include_self: bool = False) -> Q:
        """The downline, as a condition on the agent at `prefix`: one range of lft.

        The interval is read now, and compared with the agent's row once more by the query itself:
        were the labels spread in between, it finds nobody, rather than somebody else's.
        """
        own = type(self)._base_manager.filter(pk=self.pk)
        tree_id, lft, rght = own.values_list("tree_id", "lft", "rght").get()
        return Q(
            Exists(own.filter(tree_id=tree_id, lft=lft, rght=rght)),
            **{
                f"{prefix}tree_id": tree_id,
                f"{prefix}lft__gte" if include_self else f"{prefix}lft__gt": lft,
                f"{prefix}lft__lt": rght,
            },
        )

    def get_descendants(self, include_self: bool = False) -> QuerySet[Self]:
        found = self.within(include_self=include_self)
        return self._tree_manager.filter(found).order_by("lft")

    def get_descendant_count(self) -> int:
        """Counts them: gaps tell nothing."""
        return self.get_descendants().count()

    def get_ancestors(self, ascending: bool = False, include_self: bool = False) -> QuerySet[Self]:
        """Walks up the sponsors: an index lookup each, where a range of lft would hold all who
        joined before."""
        field = self._meta.get_field(self._mptt_meta.parent_attr)
        walk = _UPLINE.format(table=self._meta.db_table, sponsor=field.column)
        found = list(self._tree_manager.raw(walk, [self.pk]))
        found = found if include_self else found[:-1]
        ancestors = self._tree_manager.filter(pk__in=[node.pk for node in found])
        ancestors = ancestors.order_by("-level" if ascending else "level")
        # As django-mptt does: read already; filtered further, it asks anew.
        ancestors._result_cache = found[::-1] if ascending else found
        return ancestors

    def get_family(self) -> QuerySet[Self]:
        upline = self.get_ancestors().order_by().values("pk")
        found = Q(pk__in=upline) | self.within(include_self=True)
        return self._tree_manager.filter(found).order_by("lft")

    def get_leafnodes(self, include_self: bool = False) -> QuerySet[Self]:
        field = self._meta.get_field(self._mptt_meta.parent_attr)
        below = self.get_descendants(include_self)
        return below.filter(**{field.remote_field.name: None})

    def is_leaf_node(self) -> bool:
        return not self._tree_manager.filter(**{self._mptt_meta.parent_attr: self}).exists()

    def get_children(self) -> QuerySet[Self]:
        return self._tree_manager.filter(**{self._mptt_meta.parent_attr: self}).order_by("lft")

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Leaves a gap. Whoever has recruits is protected by their key."""
        return models.Model.delete(self, *args, **kwargs)

    def _get_user_field_names(self) -> list[str]:
        """What `save` writes: never the sponsor, which may have been moved since it was read."""
        names = super()._get_user_field_names()
        return [name for name in names if name != self._mptt_meta.parent_attr]
