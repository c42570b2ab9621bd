"""Products, which have no file: they come with the subscriptions that name them."""

from agents.models import Product
from commissions.loading.known import rows_of


def product_ids(names: set[str]) -> dict[str, int]:
    """The ids by name; adds the products that aren't there."""
    there = {name for (name,) in rows_of(Product.objects.all(), "name", names, "name")}
    missing = [Product(name=name) for name in sorted(names - there)]
    # Somebody else may be adding the same one.
    Product.objects.bulk_create(missing, ignore_conflicts=True)
    return dict(rows_of(Product.objects.all(), "name", names, "name", "id"))
