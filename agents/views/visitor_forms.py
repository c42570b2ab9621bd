"""What visitors fill in. A field that no person sees catches programs that fill in all of them."""

from collections.abc import Iterable

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agents.enrolment.models import Agreement
from agents.shop.models import Offer

NAME = {"autocomplete": "name"}
EMAIL = {"autocomplete": "email", "inputmode": "email"}
NOTHING = {"autocomplete": "off", "tabindex": "-1"}


class Trap(forms.Form):
    website = forms.CharField(required=False, widget=forms.TextInput(NOTHING))

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class Address(Trap):
    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(EMAIL))


class Person(Trap):
    name = forms.CharField(max_length=200, label=_("Your name"), widget=forms.TextInput(NAME))
    email = forms.EmailField(
        max_length=254, label=_("Your e-mail address"), widget=forms.EmailInput(EMAIL)
    )


class Subscribe(Person):
    offer = forms.ChoiceField(
        label=_("What you would like"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the offers."),
            "invalid_choice": _(
                "This offer has just changed. Look at the offers, and choose anew."
            ),
        },
    )
    agreed = forms.BooleanField(
        error_messages={"required": _("Without your consent we can't go on.")}
    )
    field_order = ("offer", "name", "email", "agreed", "website")

    def __init__(self, *args, offers: Iterable[Offer], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {offer.terms: offer for offer in offers}
        self.fields["offer"].choices = [(terms, str(o.product)) for terms, o in self.offers.items()]

        if len(self.offers) == 1:
            self.initial["offer"] = next(iter(self.offers))

    @property
    def shown(self) -> list[tuple[forms.BoundField, Offer]]:
        """Each offer with what chooses it."""
        return list(zip(self["offer"], self.offers.values(), strict=True))

    @property
    def chosen(self) -> Offer:
        return self.offers[self.cleaned_data["offer"]]


class Apply(Person):
    read = forms.CharField(widget=forms.HiddenInput)
    accepted = forms.BooleanField(
        error_messages={"required": _("You can join only if you accept the agreement.")}
    )

    def __init__(self, *args, agreement: Agreement, **kwargs) -> None:
        super().__init__(*args, initial={"read": agreement.fingerprint}, **kwargs)
        self.fields["accepted"].label = format_lazy(
            _("I have read the agreement, version {version}, and accept it."),
            version=agreement.version,
        )
