"""Markdown that administrators write, as HTML for a page.

HTML in it stays text, links that would run something are none (markdown-it's own rule), and nothing
is embedded, so that a page asks nobody else for anything: of a picture stands what describes it.
No element has a style or an id, and headings begin at h2, below the page's own.
"""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

LOWEST_HEADING = 6

_WITHIN_THE_SITE = ("/", "#", "mailto:", "tel:")


class _Renderer(RendererHTML):
    def link_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
    ) -> str:
        href = str(tokens[at].attrs["href"])
        if href.startswith("//") or not href.startswith(_WITHIN_THE_SITE):
            tokens[at].attrs |= {"target": "_blank", "rel": "noopener noreferrer"}
        return self.renderToken(tokens, at, options, env)

    def image(self, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        return escapeHtml(self.renderInlineAsText(tokens[at].children or [], options, env))


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, LOWEST_HEADING)}"


_MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
_MARKDOWN.core.ruler.push("lower_headings", _lower_headings)


def html(text: str) -> SafeString:
    """Any text at all gives well-formed HTML: headings, paragraphs, lists, quotes, code, links,
    emphasis and rules, and nothing else."""
    return mark_safe(_MARKDOWN.render(text))  # noqa: S308  (html=False escapes what was typed.)
