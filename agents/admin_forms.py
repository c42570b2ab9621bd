"""What staff may enter, and when it is refused."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from mptt.admin import MPTTAdminForm

from agents.models import Agent, Subscription
from agents.tree.enrol import SponsorTerminated
from mlmsite.lib.money import BadMoney, decimals, parse_minor


class AgentForm(MPTTAdminForm):
    def clean_sponsor(self) -> Agent | None:
        sponsor = self.cleaned_data["sponsor"]
        if sponsor is not None and sponsor.status == Agent.Status.TERMINATED:
            raise forms.ValidationError(str(SponsorTerminated(sponsor)))
        return sponsor


class NewSubscriptionForm(forms.ModelForm):
    """Amounts in major units, as people write them."""

    price = forms.CharField(help_text=_("Like 49.90."))
    commissionable = forms.CharField(
        required=False, help_text=_("What commissions are computed on; the price where empty.")
    )

    class Meta:
        model = Subscription
        fields = ("ref", "customer", "product", "currency", "price", "commissionable", "volume")
        fields += ("started_on", "ended_on", "billing")

    def clean_currency(self) -> str:
        try:
            decimals(self.cleaned_data["currency"])
        except BadMoney as e:
            raise forms.ValidationError(str(e)) from None
        return self.cleaned_data["currency"]

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in ("price", "commissionable"):
            cleaned[f"{name}_minor"] = self._minor(name)
        if cleaned["commissionable_minor"] is None:
            cleaned["commissionable_minor"] = cleaned["price_minor"]
        _check_end(self, cleaned.get("started_on"))
        return cleaned

    def _minor(self, name: str) -> int | None:
        text, currency = self.cleaned_data.get(name), self.cleaned_data.get("currency")
        if not text or not currency:
            return None
        try:
            amount_minor = parse_minor(text, currency)
        except BadMoney as e:
            self.add_error(name, str(e))
            return None
        if amount_minor < 0:
            self.add_error(name, gettext("%(text)s is below 0") % {"text": text})
        return amount_minor

    def _post_clean(self) -> None:
        new, cleaned = self.instance, self.cleaned_data
        new.price_minor = cleaned.get("price_minor")
        new.commissionable_minor = cleaned.get("commissionable_minor")
        automatic = cleaned.get("billing") == Subscription.Billing.AUTOMATIC
        new.next_charge_on = cleaned.get("started_on") if automatic else None
        super()._post_clean()


class EndSubscriptionForm(forms.ModelForm):
    """The end is all that may still change; what was charged already stays charged."""

    class Meta:
        model = Subscription
        fields = ("ended_on",)

    def clean(self) -> dict:
        cleaned = super().clean()
        ended_on = cleaned.get("ended_on")
        last = self.instance.charges.order_by("period_start").last()
        if ended_on and last and ended_on <= last.period_start:
            self.add_error(
                "ended_on",
                gettext("The period that starts on %(period_start)s is charged already.")
                % {"period_start": last.period_start},
            )
        _check_end(self, self.instance.started_on)
        return cleaned


def _check_end(form: forms.ModelForm, started_on) -> None:
    ended_on = form.cleaned_data.get("ended_on")
    if ended_on and started_on and ended_on < started_on:
        form.add_error(
            "ended_on",
            gettext("%(ended_on)s is before the start, %(started_on)s.")
            % {"ended_on": ended_on, "started_on": started_on},
        )
