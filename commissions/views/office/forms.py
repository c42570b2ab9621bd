from datetime import date
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from commissions.adjustments.models import Adjustment
from mlmsite.lib.money import BadMoney, parse_minor


def day_field(**options) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class PayOn(forms.Form):
    pay_on = day_field(label=_("Pay on"), help_text=_("The day on which the bank is to pay."))

    def __init__(self, *args, today: date, **options) -> None:
        super().__init__(*args, initial={"pay_on": today}, **options)
        self.today = today

    def clean_pay_on(self) -> date:
        if self.cleaned_data["pay_on"] < self.today:
            raise forms.ValidationError(gettext("That day is over."))
        return self.cleaned_data["pay_on"]


class Because(forms.Form):
    because = forms.CharField(label=_("Reason"), max_length=200)


class Refusal(Because):
    code = forms.CharField(
        label=_("The bank's code"),
        max_length=10,
        required=False,
        help_text=_("AC04, R03: if it has one"),
    )
    of_account = forms.BooleanField(
        label=_("The agent has to enter its account again"), required=False
    )


class PaidOn(forms.Form):
    on = day_field(label=_("Paid on"))


class BankFile(forms.Form):
    file = forms.FileField(
        label=_("The bank's file"),
        help_text=_(
            "pain.002, camt.054, a NACHA return file, or CSV with the columns ref, outcome "
            "(paid or refused) and if you like amount, currency, date, code and words."
        ),
    )


class HoldForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The agent reads it."))


class AdjustmentForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Adjustment.Kind.choices,
        help_text=_("A bonus is paid to the agent, a fee taken from it; a correction can be both."),
    )
    amount = forms.CharField(
        label=_("Amount"),
        max_length=20,
        help_text=_("Like 25.00; with a minus, a correction takes it from the agent."),
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("Like USD"))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The agent reads it."))
    once = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].upper()

    def clean(self) -> dict:
        found = super().clean()
        if {"amount", "currency", "kind"} <= found.keys():
            try:
                amount = parse_minor(found["amount"].strip(), found["currency"])
            except BadMoney as e:
                raise forms.ValidationError(f"{e}.") from e
            if amount == 0:
                raise forms.ValidationError(gettext("An amount of 0 changes nothing."))
            if found["kind"] == Adjustment.Kind.FEE:
                amount = -abs(amount)
            found["amount_minor"] = amount
        return found


class FindAgent(forms.Form):
    code = forms.CharField(label=_("Agent's code"), max_length=32)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not Agent.objects.filter(code=code).exists():
            raise forms.ValidationError(gettext("There is no agent %(code)s.") % {"code": code})
        return code
