"""What administrators write in Markdown is safe on a page, whatever they write."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlmsite.lib.markdown import html

TAGS = {"h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li"}
TAGS |= {"a", "em", "strong", "code", "pre", "blockquote"}
ATTRIBUTES = {"href", "target", "rel", "title", "class", "start"}
PIECES = ["<script>x</script>", "<b onclick=x>", "![<i>](a.png)", "[a](javascript:x)", "](", "[![x"]
PIECES += ["[", "]", "(", ")", "!", "<", ">", "&", '"', "`", "\n", "\n\n", "# ", "- ", "1. ", "> "]
PIECES += ["    ", "https://a.example", "//a", "<https://a>", "data:text/html,x", "\\", "*", "x"]


def test_it_makes_headings_lists_and_emphasis():
    said = html("# One\n\nSome *of it*, **all**.\n\n- a\n- b\n\n1. c\n\n###### Six")
    assert "<h2>One</h2>" in said
    assert "<em>of it</em>, <strong>all</strong>" in said
    assert "<li>a</li>" in said
    assert "<h6>Six</h6>" in said
    assert "<h1" not in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<div onclick=x>hi</div>", "<p>&lt;div onclick=x&gt;hi&lt;/div&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("![a <b>picture</b>](https://x.example/a.png)", "<p>a &lt;b&gt;picture&lt;/b&gt;</p>"),
    ],
)
def test_what_could_run_or_be_fetched_stays_text(typed, said):
    assert html(typed).strip() == said


def test_a_link_that_leaves_the_site_opens_a_tab_of_its_own_and_others_do_not():
    away = ' target="_blank" rel="noopener noreferrer"'
    assert html("[x](https://a.example)") == f'<p><a href="https://a.example"{away}>x</a></p>\n'
    assert html("[x](//a.example)") == f'<p><a href="//a.example"{away}>x</a></p>\n'
    assert html("[x](/team/)") == '<p><a href="/team/">x</a></p>\n'


class _Checked(HTMLParser):
    """Fails where a tag is none of ours, or is not closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS and {name for name, _ in attrs} <= ATTRIBUTES
        assert all(not re.match(r"\s*(javascript|data|vbscript|file):", v or "") for _, v in attrs)
        assert tag != "a" or "a" not in self.open
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def unknown_decl(self, data):
        raise AssertionError(data)

    handle_decl = handle_comment = handle_pi = unknown_decl


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=25).map("".join))
def test_any_text_gives_well_formed_html_of_known_tags(typed):
    checked = _Checked()
    checked.feed(html(typed))
    checked.close()
    assert checked.open == []
