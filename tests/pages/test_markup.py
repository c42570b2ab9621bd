"""What holds of every page, and of every template."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string

from commissions.nights.run import run_through
from tests import build

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STYLES = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
PAGES = ["/", "/team/", "/team/?under=DAN", "/team/?q=dan", "/customers/", "/earnings/"]
PAGES += ["/me/", "/missed/", "/trends/", "/grow/", "/statements/", "/statements/2026-01/USD/"]
PAGES += ["/team-table/", "/team-table/levels/", "/team/DAN/", "/team/DAN/tree/"]
ENTRANCE = ["/account/login/", "/account/password/reset/", "/account/password/reset/done/"]
ENTRANCE += ["/with/", "/with/BEA/thanks/", "/my/", "/my/1.x/", "/join/"]
ENTRANCE += ["/confirm/", "/confirm/x/"]
ENTRANCE += ["/account/signup/", "/account/inactive/", "/account/password/reset/key/done/"]


@pytest.fixture
def bea(db):
    build.plan()
    bea = build.agent("BEA")
    build.subscription("S1", of=build.customer("C1", of=build.agent("DAN", under=bea)))
    build.subscription("S2", of=build.customer("C2", of=bea))
    run_through(through=build.NEW_YEAR)
    return build.log_in_for(bea, get_user_model())


def is_a_whole_page(page: str) -> bool:
    ids = re.findall(r' id="([^"]+)"', page)
    return (
        page.startswith("<!doctype html>\n<html lang=")
        and page.count("<h1") == page.count("<main") == 1
        # Parts of pictures have titles of their own.
        and page.split("</head>")[0].count("<title>") == 1
        and len(ids) == len(set(ids))
        and set(re.findall(r' (?:for|aria-labelledby)="([^"]+)"', page)) <= set(ids)
    )


def test_a_page_has_one_heading_a_language_and_no_id_twice(bea, client):
    client.force_login(bea, backend="django.contrib.auth.backends.ModelBackend")
    pages = [*PAGES, "/account/password/change/", "/account/logout/"]
    assert [p for p in pages if not is_a_whole_page(client.get(p).content.decode())] == []


@pytest.mark.parametrize("path", ENTRANCE)
def test_so_has_each_page_before_the_log_in(db, client, path):
    assert is_a_whole_page(client.get(path).content.decode())


@pytest.mark.parametrize("name", ["403.html", "404.html", "429.html", "500.html"])
def test_so_has_each_page_of_an_error_and_500_needs_nothing(name):
    assert is_a_whole_page(render_to_string(name))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_has_a_script_or_style_inline(path: Path):
    text = path.read_text()
    scripts = r"<script(?![^>]*(?:src=|type=.application/json))"
    assert not re.search(rf"<style|{scripts}|\sstyle=|\son[a-z]+=|javascript:", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_partial_is_used(path: Path):
    if path.name.startswith("_") or path.parent.name == "components":
        name = path.relative_to(settings.BASE_DIR / "templates").as_posix()
        code = [*TEMPLATES, *settings.BASE_DIR.glob("*/views/*.py")]
        assert any(f'"{name}"' in other.read_text() for other in code)


def test_every_class_that_is_styled_is_used():
    figures = settings.BASE_DIR / "agents" / "templatetags" / "figures.py"
    used = " ".join(path.read_text() for path in [*TEMPLATES, figures])
    styled = set(re.findall(r"\.([a-z][a-z-]+)", " ".join(path.read_text() for path in STYLES)))
    of_htmx_and_messages = {"htmx-request", "alert-success", "alert-warning", "alert-error"}
    assert {name for name in styled - of_htmx_and_messages if name not in used} == set()


def test_colours_are_named_in_one_place():
    for path in STYLES:
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(", path.read_text()), path.name


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_ON = [
    *(
        (text, ground)
        for text in ("ink", "ink-soft", "accent", "accent-strong", "bad")
        for ground in ("page", "surface", "sunken")
    ),
    *((f"{name}", f"{name}-soft") for name in ("good", "warn", "bad")),
    *(("accent-strong", "accent-soft"), ("on-accent", "accent"), ("on-accent", "accent-strong")),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground_and_borders_of_controls_too(theme):
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    scheme = tokens.split("@media (prefers-color-scheme: dark)")[theme]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", scheme))
    weak = [(t, g) for t, g in TEXT_ON if contrast(colours[t], colours[g]) < 4.5]
    assert weak == []
    assert contrast(colours["line-strong"], colours["surface"]) >= 3
