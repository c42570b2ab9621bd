"""What axe, the accessibility checker, finds on a page. It comes inside of its wheel.

assert axe.problems(page) == []
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_STOPS = {"serious", "critical"}
_EVERYTHING: dict = {"resultTypes": ["violations"]}
# All of the other rules find the same in light and in dark.
_COLOURS = _EVERYTHING | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
_SCRIPT = Axe().axe_script


def problems(page: Page, *, colours_only: bool = False) -> list[str]:
    """Serious and critical ones: the page, the rule, and where."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_SCRIPT)
    options = _COLOURS if colours_only else _EVERYTHING
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{page.url} {rule['id']}: {rule['help']}: {_where(rule)}"
        for rule in found
        if rule["impact"] in _STOPS
    ]


def _where(rule: dict) -> str:
    nodes = rule["nodes"]
    more = f" and {len(nodes) - 3} more" if len(nodes) > 3 else ""
    return "; ".join(f"{node['target'][0]} {_why(node)}" for node in nodes[:3]) + more


def _why(node: dict) -> str:
    said = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return f"({said[0]})" if said else ""
