"""What a customer of each product usually pays, and how many points that is."""

from collections import Counter
from dataclasses import dataclass

from agents.models import Product, Subscription

LATEST = 10_000
"""How many of the latest subscriptions are looked at."""


@dataclass(frozen=True)
class Terms:
    """A month of one product in one currency, in minor units and points."""

    product: Product
    currency: str
    price_minor: int
    commissionable_minor: int
    volume: int

    @property
    def key(self) -> str:
        return f"{self.product.pk}-{self.currency}"


def usual_terms() -> list[Terms]:
    """Of each product and currency the most frequent among the latest subscriptions, the product
    with the most of them first."""
    latest = Subscription.objects.order_by("-pk").values_list(
        *("product_id", "currency", "price_minor", "commissionable_minor", "volume")
    )[:LATEST]
    counts = Counter(latest)
    frequent: dict[tuple[int, str], tuple[int, tuple]] = {}
    sold: Counter[tuple[int, str]] = Counter()
    for terms, many in counts.items():
        sold[terms[:2]] += many
        # Of two as frequent the cheaper: so that it is the same every time.
        frequent[terms[:2]] = max(
            frequent.get(terms[:2], (0, ())), (many, tuple(-n for n in terms[2:]))
        )
    products = Product.objects.in_bulk({product for product, _ in sold})
    return [
        Terms(products[key[0]], key[1], *(-n for n in frequent[key][1]))
        for key in sorted(sold, key=lambda key: (-sold[key], key))
    ]
