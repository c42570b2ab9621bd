"""The words of a row. Each is on a page some fifty times, and is translated once."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        "joined": _("Joined"),
        "level": _("Level"),
        "rank": _("Rank"),
        "pv": _("Personal volume"),
        "gv": _("Group volume"),
        "customers": _("Customers"),
        "team": _("Team"),
        "active": _("active"),
        "not_active": _("not active"),
        "new": _("new"),
        "same": _("same"),
        "later": _("figures from the next night on"),
    }
