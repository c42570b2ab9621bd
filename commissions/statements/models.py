from django.db import models
from django.db.models import Q


class TaxThreshold(models.Model):
    """From how much paid in a year on a form is due: from `from_year` on, until the next row of
    that form and currency. What the law says next year is another row."""

    form = models.CharField(max_length=20, help_text="As the tax office calls it: 1099-NEC.")
    currency = models.CharField(max_length=3)
    from_year = models.IntegerField(help_text="The first year of payment it holds for.")
    amount_minor = models.BigIntegerField("amount in minor units")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "currency", "from_year"], name="tax_threshold_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="tax_threshold_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.form} from {self.from_year}: {self.amount_minor} {self.currency}"
