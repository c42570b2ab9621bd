from django import forms
from django.utils.translation import gettext_lazy as _

from agents.views.asked import REPLACEMENT
from commissions.team import table

MOST_LEVELS = 1_000_000

ANY = ("", _("any"))

SORTS = [
    ("-gv", _("Group volume, largest first")),
    ("gv", _("Group volume, smallest first")),
    ("-pv", _("Personal volume, largest first")),
    ("pv", _("Personal volume, smallest first")),
    ("-customers", _("Paying customers, most first")),
    ("customers", _("Paying customers, fewest first")),
    ("-team", _("Team, largest first")),
    ("team", _("Team, smallest first")),
    ("-rank", _("Rank, highest first")),
    ("rank", _("Rank, lowest first")),
    ("-joined", _("Joined, latest first")),
    ("joined", _("Joined, earliest first")),
    ("level", _("Level, nearest first")),
    ("-level", _("Level, farthest first")),
    ("name", _("Name, from A to Z")),
    ("-name", _("Name, from Z to A")),
]


class TeamFilter(forms.Form):
    """All may be left out: then it is everybody, by group volume."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=200)
    level_from = forms.IntegerField(
        label=_("From level"), required=False, min_value=1, max_value=MOST_LEVELS
    )
    level_to = forms.IntegerField(
        label=_("To level"), required=False, min_value=1, max_value=MOST_LEVELS
    )
    rank = forms.TypedChoiceField(label=_("Rank"), required=False, coerce=int, empty_value=None)
    activity = forms.ChoiceField(
        label=_("Activity"),
        required=False,
        choices=[
            ANY,
            ("active", _("active")),
            ("not_active", _("not active")),
            ("new", _("new since the last night")),
        ],
    )
    customers = forms.ChoiceField(
        label=_("Paying customers"),
        required=False,
        choices=[ANY, ("with", _("at least one")), ("without", _("none"))],
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ANY,
            ("active", _("in good standing")),
            ("suspended", _("suspended")),
            ("terminated", _("terminated")),
        ],
    )
    joined_since = forms.DateField(
        label=_("Joined since"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    sort = forms.ChoiceField(label=_("Sorted by"), required=False, choices=SORTS)

    def __init__(self, data, *, ranks: list[str]) -> None:
        data = {name: value.replace("\0", REPLACEMENT) for name, value in data.items()}
        super().__init__({"sort": table.Asked.sort, **data})
        self.fields["rank"].choices = [ANY, *enumerate(ranks)]

    def clean(self) -> dict:
        first, last = self.cleaned_data.get("level_from"), self.cleaned_data.get("level_to")
        if first and last and first > last:
            self.add_error("level_to", _("This is nearer than the level it begins at."))
        return self.cleaned_data

    def asked(self) -> table.Asked:
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return table.Asked(words=given.pop("q"), **{**given, "sort": given["sort"] or "-gv"})
