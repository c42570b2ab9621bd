"""The form of "what if": some lines, each so many new customers of one agent."""

from collections.abc import Sequence

from django import forms
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents import access
from agents.models import CODE, MAX_VOLUME
from agents.templatetags.figures import amount_text
from commissions.outlook.terms import Terms
from commissions.outlook.what_if import MOST, More
from mlmsite.lib.money import MAX_MINOR, BadMoney, format_minor, parse_minor

LINES = 3


class Line(forms.Form):
    agent = forms.CharField(
        label=gettext_lazy("Whose customers"),
        max_length=32,
        validators=[CODE],
        help_text=gettext_lazy("Your code, or that of somebody in your team."),
    )
    customers = forms.IntegerField(label=gettext_lazy("New customers"), min_value=1, max_value=MOST)
    terms = forms.ChoiceField(label=gettext_lazy("Product"))
    volume = forms.IntegerField(
        label=gettext_lazy("Points each"),
        min_value=0,
        max_value=MAX_VOLUME,
        required=False,
        help_text=gettext_lazy("Empty: the product's usual ones."),
    )
    price = forms.CharField(
        label=gettext_lazy("Price each"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
        help_text=gettext_lazy("Empty: the product's usual one."),
    )

    def __init__(self, *args, user: AbstractBaseUser | AnonymousUser, terms, **options) -> None:
        super().__init__(*args, **options)
        self.user, self.known, self.names_a_stranger = user, terms, False
        self.fields["terms"].choices = [(key, _named(one)) for key, one in terms.items()]

    def clean_agent(self):
        code = self.cleaned_data["agent"]
        try:
            return access.agent_or_404(self.user, code)
        except Http404:
            self.names_a_stranger = True
            raise forms.ValidationError(
                _("Nobody in your team has the code %(code)s.") % {"code": code}
            ) from None

    def clean(self) -> dict:
        found = super().clean()
        terms = self.known.get(found.get("terms"))
        if terms and found.get("price"):
            try:
                # People write a comma, too.
                price = parse_minor(found["price"].strip().replace(",", "."), terms.currency)
                if price < 0:
                    raise BadMoney(found["price"])
                found["price_minor"] = price
            except BadMoney:
                example = format_minor(terms.price_minor, terms.currency)
                self.add_error(
                    "price",
                    _("This is no price in %(currency)s; write it like %(example)s.")
                    % {"currency": terms.currency, "example": example},
                )
        return found

    def more(self) -> More:
        """At another price the same part of it is commissionable."""
        found = self.cleaned_data
        terms = self.known[found["terms"]]
        price = found.get("price_minor", terms.price_minor)
        volume = found["volume"]
        return More(
            agent=found["agent"],
            customers=found["customers"],
            currency=terms.currency,
            price_minor=price,
            commissionable_minor=_same_part(price, terms),
            volume=terms.volume if volume is None else volume,
        )


class Lines(
    forms.formset_factory(
        Line, extra=LINES - 1, min_num=1, max_num=LINES, absolute_max=LINES, validate_min=True
    )
):
    NAME = "more"

    @classmethod
    def of(
        cls,
        user: AbstractBaseUser | AnonymousUser,
        terms: Sequence[Terms],
        filled_in: QueryDict | None,
        *,
        code: str,
    ) -> "Lines":
        """`code` stands in the first line, the user's own in the others."""
        known = {one.key: one for one in terms}
        lines = cls(filled_in, prefix=cls.NAME, form_kwargs={"user": user, "terms": known})
        lines.code = code
        return lines

    def get_form_kwargs(self, index: int | None) -> dict:
        """As initial values of each form: to the formset, forms with some are filled in."""
        told = super().get_form_kwargs(index)
        own = access.me(told["user"]).code
        first = {"agent": own if index else self.code, "terms": next(iter(told["terms"]))}
        return told | {"initial": first}

    @property
    def names_a_stranger(self) -> bool:
        return any(form.names_a_stranger for form in self.forms)

    @property
    def more_is_filled_in(self) -> bool:
        return self.is_bound and any(form.has_changed() for form in self.forms[1:])

    def more(self) -> list[More]:
        return [form.more() for form in self.forms if form.cleaned_data.get("customers")]


def _named(terms: Terms) -> str:
    return _("%(product)s, %(price)s, %(points)s points") % {
        "product": terms.product.name,
        "price": amount_text(terms.price_minor, terms.currency),
        "points": terms.volume,
    }


def _same_part(price_minor: int, terms: Terms) -> int:
    if price_minor == terms.price_minor:
        return terms.commissionable_minor
    if not terms.price_minor:
        return price_minor
    whole = 2 * terms.price_minor
    part = (2 * price_minor * terms.commissionable_minor + terms.price_minor) // whole
    return min(part, MAX_MINOR)
