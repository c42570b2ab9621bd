"""axe finds nothing serious on any page: light and wide, dark and narrow."""

import pytest

from tests.browser import axe


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("who", ["stranger", "agent", "staff"])
def test_nothing_serious_on_any_page(tour, who, scheme, width):
    found = []
    for page in tour(who, scheme=scheme):
        if "/admin/" in page.url:
            continue  # Django's own pages.
        page.set_viewport_size({"width": width, "height": 900})
        found += axe.problems(page)
    assert found == []
