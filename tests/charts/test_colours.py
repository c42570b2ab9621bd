"""Series can be told from the ground and from one another, also by who doesn't see all colours."""

import math
import re
from itertools import combinations

import pytest
from django.conf import settings

from tests.pages.test_markup import contrast

# What is left of linear red, green and blue: Machado, Oliveira, Fernandes 2009, severity 1.
SEEN_BY = {
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.052)),
    "deuteranopia": ((0.3673, 0.8606, -0.228), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689)),
    "tritanopia": ((1.2555, -0.0767, -0.1788), (-0.0784, 0.9308, 0.1476), (0.0047, 0.6914, 0.3039)),
}
FAR_ENOUGH = 12
"""In CIELAB 1976. A difference of 2 can be seen side by side; the patterns differ, too."""


@pytest.fixture(params=[0, 1], ids=["light", "dark"])
def colours(request):
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    scheme = tokens.split("@media (prefers-color-scheme: dark)")[request.param]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", scheme))


def lab(colour: str, seen: tuple) -> tuple[float, float, float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    r, g, b = (min(1, max(0, sum(w * p for w, p in zip(row, linear, strict=True)))) for row in seen)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.0888
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_series_stand_out_from_the_ground(colours):
    assert all(contrast(colours[f"series-{n}"], colours["surface"]) >= 3 for n in range(1, 5))


@pytest.mark.parametrize("who", SEEN_BY)
def test_any_two_series_differ(colours, who):
    series = [lab(colours[f"series-{n}"], SEEN_BY[who]) for n in range(1, 5)]
    assert min(math.dist(one, other) for one, other in combinations(series, 2)) >= FAR_ENOUGH


def test_the_text_in_every_shade_can_be_read(colours):
    text = {n: colours["ink" if n <= 3 else "on-accent"] for n in range(1, 6)}
    assert all(contrast(text[n], colours[f"shade-{n}"]) >= 4.5 for n in text)


def test_shades_differ_from_one_another_and_the_ground(colours):
    steps = ["surface", *(f"shade-{n}" for n in range(1, 6))]
    lightness = [lab(colours[name], SEEN_BY["everybody"])[0] for name in steps]
    assert lightness == sorted(lightness, reverse=lightness[0] > lightness[-1])
    assert all(abs(a - b) >= 5 for a, b in zip(lightness, lightness[1:], strict=False))
