"""What customers subscribe to, what they were charged, and what was given back."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from agents import access
from agents.api.filters import Filters, IdFilter, Text, YesNo, days
from agents.models import Charge, Customer, FailedCharge, Product, Refund, Subscription
from agents.programs.resource import Resource
from mlmsite.lib.rest import ids
from mlmsite.lib.rest.shaping import Related, Shaped

PREFIXES = {
    Customer: "cus",
    Product: "prd",
    Subscription: "sub",
    Charge: "chg",
    FailedCharge: "fch",
    Refund: "ref",
}


def own_id(model: type) -> serializers.Field:
    return ids.field(PREFIXES[model])(source="pk", read_only=True)


class CustomerOut(Shaped, serializers.ModelSerializer):
    """Whom an agent acquired. `own_account`: the customer is the agent itself."""

    id = own_id(Customer)
    agent = Related("agt", "agents.api.agents.AgentOut")

    class Meta:
        model = Customer
        fields = ("id", "ref", "agent", "name", "email", "own_account")
        read_only_fields = fields


class ProductOut(Shaped, serializers.ModelSerializer):
    id = own_id(Product)

    class Meta:
        model = Product
        fields = ("id", "name")
        read_only_fields = fields


class SubscriptionOut(Shaped, serializers.ModelSerializer):
    """What a customer pays for each month. Ends are exclusive: no period starts on `ended_on`."""

    id = own_id(Subscription)
    customer = Related("cus", "agents.api.sales.CustomerOut")
    product = Related("prd", "agents.api.sales.ProductOut")

    class Meta:
        model = Subscription
        fields = (
            *("id", "ref", "customer", "product", "price_minor", "currency"),
            *("commissionable_minor", "volume", "started_on", "ended_on", "billing"),
            "next_charge_on",
        )
        read_only_fields = fields


class ChargeOut(Shaped, serializers.ModelSerializer):
    """A month of a subscription, paid."""

    id = own_id(Charge)
    subscription = Related("sub", "agents.api.sales.SubscriptionOut")
    currency = serializers.CharField(source="subscription.currency", read_only=True)

    class Meta:
        model = Charge
        fields = (
            *("id", "ref", "subscription", "period_start", "period_end", "amount_minor"),
            *("commissionable_minor", "currency", "volume", "paid_on"),
        )
        read_only_fields = fields


class FailedChargeOut(Shaped, serializers.ModelSerializer):
    """A charge that could not be collected. It pays nothing and takes nothing."""

    id = own_id(FailedCharge)
    subscription = Related("sub", "agents.api.sales.SubscriptionOut")

    class Meta:
        model = FailedCharge
        fields = ("id", "ref", "subscription", "period_start", "failed_on", "reason")
        read_only_fields = fields


class RefundOut(Shaped, serializers.ModelSerializer):
    """All or part of a charge, given back."""

    id = own_id(Refund)
    charge = Related("chg", "agents.api.sales.ChargeOut")
    currency = serializers.CharField(source="charge.subscription.currency", read_only=True)

    class Meta:
        model = Refund
        fields = ("id", "ref", "charge", "amount_minor", "currency", "refunded_on")
        read_only_fields = fields


class CustomerFilter(Filters):
    ref = Text()
    agent = IdFilter("agt", "agent")
    email = Text("email", "iexact")


class SubscriptionFilter(Filters):
    ref = Text()
    customer = IdFilter("cus", "customer")
    agent = IdFilter("agt", "customer__agent")
    product = IdFilter("prd", "product")
    billing = filters.ChoiceFilter(choices=Subscription.Billing.choices)
    started_on_from, started_on_to = days("started_on").values()
    ended = YesNo("ended_on", "isnull", exclude=True, help_text="Has an end.")


class ChargeFilter(Filters):
    ref = Text()
    subscription = IdFilter("sub", "subscription")
    customer = IdFilter("cus", "subscription__customer")
    paid_on_from, paid_on_to = days("paid_on").values()


class FailedChargeFilter(Filters):
    ref = Text()
    subscription = IdFilter("sub", "subscription")
    failed_on_from, failed_on_to = days("failed_on").values()


class RefundFilter(Filters):
    ref = Text()
    charge = IdFilter("chg", "charge")
    refunded_on_from, refunded_on_to = days("refunded_on").values()


class Customers(Resource):
    prefix, area, tag = "cus", "network", "customers"
    serializer_class, filterset_class = CustomerOut, CustomerFilter
    orders = {"id": "pk", "ref": "ref"}
    expands = {"agent": "agent"}

    def rows(self) -> QuerySet[Customer]:
        return access.own(self.request.user, Customer.objects.all(), "agent")


class Products(Resource):
    prefix, area, tag = "prd", "sales", "products"
    serializer_class = ProductOut
    orders = {"id": "pk", "name": "name"}

    def rows(self) -> QuerySet[Product]:
        return Product.objects.all()


class Subscriptions(Resource):
    prefix, area, tag = "sub", "sales", "subscriptions"
    serializer_class, filterset_class = SubscriptionOut, SubscriptionFilter
    orders = {"id": "pk", "ref": "ref", "started_on": "started_on"}
    expands = {"customer": "customer", "product": "product"}

    def rows(self) -> QuerySet[Subscription]:
        return access.own(self.request.user, Subscription.objects.all(), "customer__agent")


class Charges(Resource):
    prefix, area, tag = "chg", "sales", "charges"
    serializer_class, filterset_class = ChargeOut, ChargeFilter
    expands = {"subscription": ""}

    def rows(self) -> QuerySet[Charge]:
        rows = Charge.objects.select_related("subscription")
        return access.own(self.request.user, rows, "subscription__customer__agent")


class FailedCharges(Resource):
    prefix, area, tag = "fch", "sales", "failed charges"
    serializer_class, filterset_class = FailedChargeOut, FailedChargeFilter
    expands = {"subscription": "subscription"}

    def rows(self) -> QuerySet[FailedCharge]:
        return access.own(
            self.request.user, FailedCharge.objects.all(), "subscription__customer__agent"
        )


class Refunds(Resource):
    prefix, area, tag = "ref", "sales", "refunds"
    serializer_class, filterset_class = RefundOut, RefundFilter
    expands = {"charge": ""}

    def rows(self) -> QuerySet[Refund]:
        rows = Refund.objects.select_related("charge__subscription")
        return access.own(self.request.user, rows, "charge__subscription__customer__agent")
