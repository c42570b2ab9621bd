"""Everything that people read is there in every language, and the compiled catalogues are of today.

Needs no gettext: whether a text is missing from the catalogues altogether, `make lint` says.
"""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w+\}")
TAG = re.compile(r"<[^>]*>")


def path(language: str, ending: str) -> Path:
    return settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / f"django.{ending}"


def messages(language: str) -> list[Message]:
    with path(language, "po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def pairs(message: Message) -> list[tuple[str, str]]:
    """Each form of a text with what translates it. The singular may leave its number out."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return list(zip(message.id, message.string, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_untranslated_and_none_is_guessed(language):
    wrong = [m.id for m in messages(language) if m.fuzzy or not all(t for _, t in pairs(m))]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_a_translation_has_what_its_text_has(language, what):
    every = [pair for message in messages(language) for pair in pairs(message)]
    wrong = [text for text, said in every if set(what.findall(text)) != set(what.findall(said))]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_that_of_the_texts_says(language):
    with path(language, "mo").open("rb") as file:
        compiled = GNUTranslations(file)

    def said(message: Message) -> list[str]:
        if not isinstance(message.id, str):
            return [compiled.ngettext(*message.id, n) for n in (1, 2)]
        if message.context:
            return [compiled.pgettext(message.context, message.id)]
        return [compiled.gettext(message.id)]

    stale = [m.id for m in messages(language) if said(m) != [text for _, text in pairs(m)]]
    assert stale == [], "make messages"


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("de", "1 zahlender Kunde", "3 zahlende Kunden"),
        ("es", "1 cliente que paga", "3 clientes que pagan"),
    ],
)
def test_a_template_speaks_it_with_its_plurals(language, one, many):
    text = "{% load i18n %}{% blocktranslate count counter=n %}{{ n }} paying customer"
    text += "{% plural %}{{ n }} paying customers{% endblocktranslate %}"
    with translation.override(language):
        assert [Template(text).render(Context({"n": n})) for n in (1, 3)] == [one, many]
