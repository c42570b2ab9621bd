from datetime import date
from uuid import uuid4

from django import forms

from agents.models import Agent
from commissions.adjustments.models import Adjustment
from mlmsite.lib.money import BadMoney, parse_minor


def day_field(**options) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class PayOn(forms.Form):
    pay_on = day_field(label="Pay on", help_text="The day on which the bank is to pay.")

    def __init__(self, *args, today: date, **options) -> None:
        super().__init__(*args, initial={"pay_on": today}, **options)
        self.today = today

    def clean_pay_on(self) -> date:
        if self.cleaned_data["pay_on"] < self.today:
            raise forms.ValidationError("That day is over.")
        return self.cleaned_data["pay_on"]


class Because(forms.Form):
    because = forms.CharField(label="Reason", max_length=200)


class Refusal(Because):
    code = forms.CharField(
        label="The bank's code", max_length=10, required=False, help_text="AC04, R03: if it has one"
    )
    of_account = forms.BooleanField(
        label="The agent has to enter its account again", required=False
    )


class PaidOn(forms.Form):
    on = day_field(label="Paid on")


class BankFile(forms.Form):
    file = forms.FileField(
        label="The bank's file",
        help_text="pain.002, camt.054, a NACHA return file, or CSV with the columns ref, outcome "
        "(paid or refused) and if you like amount, currency, date, code and words.",
    )


class HoldForm(forms.Form):
    reason = forms.CharField(max_length=200, help_text="The agent reads it.")


class AdjustmentForm(forms.Form):
    kind = forms.ChoiceField(
        choices=Adjustment.Kind.choices,
        help_text="A bonus is paid to the agent, a fee taken from it; a correction can be both.",
    )
    amount = forms.CharField(
        max_length=20, help_text="Like 25.00; with a minus, a correction takes it from the agent."
    )
    currency = forms.CharField(max_length=3, help_text="Like USD")
    reason = forms.CharField(max_length=200, help_text="The agent reads it.")
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
                raise forms.ValidationError("An amount of 0 changes nothing.")
            if found["kind"] == Adjustment.Kind.FEE:
                amount = -abs(amount)
            found["amount_minor"] = amount
        return found


class FindAgent(forms.Form):
    code = forms.CharField(label="Agent's code", max_length=32)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not Agent.objects.filter(code=code).exists():
            raise forms.ValidationError(f"There is no agent {code}.")
        return code
