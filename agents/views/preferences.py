"""My preferences: the language, what the upline may see, how often a mail comes."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents import access
from agents import preferences as chosen
from agents.models import Preferences
from mlmsite.lib import reader


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("as my browser asks")), *Preferences.Language.choices],
        required=False,
        help_text=_("Of the pages, and of the mails that you get."),
    )
    digest = forms.ChoiceField(
        label=_("Mail me the news of my team"),
        choices=Preferences.Digest.choices,
        help_text=_(
            "Who joined, found a first customer, or reached a rank. Each mail has a link "
            "that ends them."
        ),
    )
    shares_contact = forms.BooleanField(
        label=_("Those above me may see my e-mail address"),
        required=False,
        help_text=_(
            "Your sponsor and everybody above can then write to you. They see your name, "
            "your code, your rank and your totals anyway; your customers never."
        ),
    )


@access.for_agents
def preferences(request: HttpRequest) -> HttpResponse:
    me = access.me(request.user)
    before = {name: getattr(chosen.of(me), name) for name in PreferencesForm.base_fields}
    form = PreferencesForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        language = chosen.change(me, **form.cleaned_data).language
        with translation.override(language or translation.get_language_from_request(request)):
            messages.success(request, gettext("Your preferences are saved."))
        response = redirect("preferences")
        reader.keep_language(response, language)
        return response
    status = 422 if form.errors else 200
    return render(request, "agents/preferences.html", {"form": form}, status=status)
