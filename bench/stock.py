"""The same agents in a tree of stock django-mptt, to compare with: numbered without gaps."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.conf import settings
from django.db import connection, models, transaction
from mptt.models import MPTTModel, TreeForeignKey

from agents.models import Agent
from mlmsite.lib import bulk


class Stock(MPTTModel):
    """Agent's columns; the tree's are django-mptt's own, with the indexes that it makes."""

    code = models.CharField(max_length=32, unique=True)
    sponsor = TreeForeignKey("self", models.PROTECT, null=True, related_name="recruits")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    joined_on = models.DateField()
    status = models.CharField(max_length=10, default="active")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class MPTTMeta:
        parent_attr = "sponsor"

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.code


_FILL = """
INSERT INTO bench_stock
    (id, code, sponsor_id, name, email, joined_on, status, lft, rght, tree_id, level)
SELECT a.id, a.code, a.sponsor_id, a.name, a.email, a.joined_on, a.status,
       n.lft, n.rght, 1, n.level
FROM agents_agent a JOIN number n USING (id)
ORDER BY a.id
"""


def make() -> None:
    with connection.schema_editor() as schema:
        schema.create_model(Stock)
    fill()


def fill() -> None:
    """The agents of now, and nobody else. Each has a higher id than its sponsor; one root."""
    sponsors = dict(Agent.objects.order_by("id").values_list("id", "sponsor_id"))
    types = {"id": "bigint", "lft": "integer", "rght": "integer", "level": "integer"}
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        bulk.staged("number", types, _numbers(sponsors)),
    ):
        cursor.execute("TRUNCATE bench_stock")
        cursor.execute(_FILL)
        bulk.ids_taken(Stock)


def _numbers(sponsors: Mapping[int, int | None]) -> Iterator[tuple[int, int, int, int]]:
    """Agent, lft, rght, level; the mapping has everybody behind the sponsor."""
    size = dict.fromkeys(sponsors, 1)
    for agent in reversed(sponsors):
        if sponsor := sponsors[agent]:
            size[sponsor] += size[agent]
    free, level = {None: 1}, {None: -1}
    for agent, sponsor in sponsors.items():
        lft = free[sponsor]
        free[sponsor] += 2 * size[agent]
        free[agent] = lft + 1
        level[agent] = level[sponsor] + 1
        yield agent, lft, free[sponsor] - 1, level[agent]


def enrol(*, code: str, name: str, email: str, joined_on: date, sponsor: Stock) -> Stock:
    with transaction.atomic():
        node = Stock(code=code, name=name, email=email, joined_on=joined_on)
        Stock.objects.insert_node(node, sponsor, position="last-child", refresh_target=True)
        node.save()
        return node
