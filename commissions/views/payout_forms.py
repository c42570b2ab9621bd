"""Where a distributor's money goes, and who it is for the tax office, as it types them in."""

from django import forms
from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents import second_factor
from commissions.payouts import methods, tax_forms
from commissions.payouts.files.order import ByHand
from commissions.payouts.models import Rail, TaxForm
from commissions.payouts.tax_forms import BadTaxNumber, Taxpayer


class Confirmed(forms.Form):
    """Saved with the password or the second factor only: whoever finds an open browser can't."""

    secret = forms.CharField(
        label=_("Your password, or a code of your authenticator app"),
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        help_text=_("So that nobody else can send your money elsewhere."),
    )

    def __init__(self, *args, request: HttpRequest, **options) -> None:
        super().__init__(*args, **options)
        self.request = request
        self.order_fields([*(name for name in self.fields if name != "secret"), "secret"])

    def clean_secret(self) -> str:
        secret = self.cleaned_data["secret"]
        if not second_factor.confirmed_by(self.request.user, self.request, secret):
            raise forms.ValidationError(gettext("This is neither your password nor a code of now."))
        return secret


class MethodForm(Confirmed):
    holder = forms.CharField(
        label=_("Account holder"), max_length=70, help_text=_("As your bank knows you.")
    )

    def clean(self) -> dict:
        found = super().clean()
        if not self.errors:
            try:
                self.account = self.read(found)
            except methods.BadAccount as e:
                self.add_error(None, str(e))
        return found


class SepaForm(MethodForm):
    iban = forms.CharField(
        label="IBAN", max_length=42, help_text=_("Like DE89 3704 0044 0532 0130 00")
    )
    bic = forms.CharField(
        label="BIC", max_length=14, required=False, help_text=_("Only if your bank asks for it.")
    )

    def read(self, found: dict) -> methods.Account:
        return methods.iban(found["iban"], bic=found["bic"])


class AchForm(MethodForm):
    routing = forms.CharField(
        label=_("Routing number"),
        max_length=11,
        help_text=_("Nine digits, at the bottom left of a check."),
    )
    account_number = forms.CharField(label=_("Account number"), max_length=20)
    savings = forms.ChoiceField(
        label=_("Kind of account"),
        choices=[("", _("Checking")), ("yes", _("Savings"))],
        required=False,
    )

    def read(self, found: dict) -> methods.Account:
        return methods.ach(
            routing=found["routing"],
            account=found["account_number"],
            savings=bool(found["savings"]),
        )


class ManualForm(MethodForm):
    words = forms.CharField(
        label=_("How your company is to pay you"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Ask your company what it offers: a check, a wire, another service."),
    )

    def read(self, found: dict) -> methods.Account:
        return ByHand(" ".join(found["words"].split()))


_OF_RAIL = {Rail.SEPA: SepaForm, Rail.ACH: AchForm, Rail.MANUAL: ManualForm}


def of_rail(rail: str) -> type[MethodForm]:
    if rail not in _OF_RAIL:
        raise Http404(f"Money doesn't go by {rail}.")
    return _OF_RAIL[Rail(rail)]


class TaxFormForm(Confirmed):
    kind = forms.ChoiceField(
        label=_("Form"),
        choices=TaxForm.Kind.choices,
        help_text=_("W-9 if you are a US citizen or resident, W-8 if you are neither."),
    )
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("As on your tax return."))
    number = forms.CharField(
        label=_("Taxpayer number"),
        max_length=30,
        help_text=_("SSN, EIN or ITIN; abroad, your country's."),
    )
    address = forms.CharField(label=_("Street and number"), max_length=100)
    city = forms.CharField(label=_("City"), max_length=60)
    region = forms.CharField(label=_("State or region"), max_length=40, required=False)
    postal_code = forms.CharField(label=_("ZIP or postal code"), max_length=12)
    country = forms.CharField(
        label=_("Country"),
        max_length=2,
        min_length=2,
        initial="US",
        help_text=_("Two letters, like US."),
    )

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean(self) -> dict:
        found = super().clean()
        if not self.errors:
            words = ("name", "number", "address", "city", "region", "postal_code", "country")
            self.taxpayer = Taxpayer(**{name: found[name] for name in words})
            try:
                tax_forms.check(self.taxpayer, kind=found["kind"])
            except BadTaxNumber as e:
                self.add_error("number", str(e))
        return found
