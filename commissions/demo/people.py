"""Names from several continents, in Latin letters, and e-mail addresses that nobody has."""

import unicodedata
from functools import cache
from random import Random
from typing import NamedTuple

from faker import Faker

from commissions.demo.regions import Region

POOL_SIZE = 150
POOL_SEED = 1

_SEXES = ("male", "female")
_FAMILY_FIRST = {"vi_VN"}
_DOUBLE_SURNAMES = {"es_MX", "es_CO", "es_CL", "es_ES", "pt_BR", "pt_PT"}
_LONGEST_LOCAL_PART = 40
# Letters that Unicode does not take apart into a plain one and an accent.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)


class Pool(NamedTuple):
    """First and last names of one locale and sex; frequent ones stand there more than once."""

    first: list[str]
    last: list[str]


@cache
def pool(locale: str, sex: str) -> Pool:
    """Faker is asked once a locale: a name is then a draw of two, not a call of many layers."""
    fake = Faker(locale, providers=["faker.providers.person"])
    fake.seed_instance(f"{POOL_SEED} {locale} {sex}")
    if hasattr(fake, "first_romanized_name"):
        first, last = fake.first_romanized_name, fake.last_romanized_name
    else:
        first, last = getattr(fake, f"first_name_{sex}"), getattr(fake, f"last_name_{sex}")
    return Pool(
        list(filter(_readable, (first() for _ in range(POOL_SIZE)))),
        list(filter(_readable, (last() for _ in range(POOL_SIZE)))),
    )


def _readable(name: str) -> bool:
    """In Latin letters (Faker has a few Greek ones among Ghana's), and not abbreviated."""
    letters = filter(str.isalpha, name)
    return "." not in name and all(unicodedata.name(c).startswith("LATIN") for c in letters)


def name(random: Random, region: Region) -> str:
    """`José Luis Peña Ortega`, `Nguyễn Duyên`: mostly two names, sometimes three or four."""
    locale = random.choice(region.locales)
    names = pool(locale, random.choice(_SEXES))
    first, last = random.choice(names.first), random.choice(names.last)
    if locale in _FAMILY_FIRST:
        return f"{last} {first}"
    if locale in _DOUBLE_SURNAMES and random.random() < 0.5:
        last = f"{last} {random.choice(names.last)}"
    elif random.random() < 0.03:
        last = f"{last}-{random.choice(names.last)}"
    if random.random() < 0.1 and " " not in first + (second := random.choice(names.first)):
        first = first if second == first else f"{first} {second}"
    return f"{first} {last}"


def email(random: Random, name: str, tag: str) -> str:
    """`Łukasz Żak`, `A-000017` → `lukasz.zak.a000017@example.org`: ASCII, unique where `tag` is."""
    letters = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    words = ("".join(c for c in word if c.isascii() and c.isalnum()) for word in letters.split())
    local = ".".join(filter(None, words))[:_LONGEST_LOCAL_PART].rstrip(".")
    domain = random.choice(("example.com", "example.net", "example.org"))
    return f"{local}.{tag.replace('-', '').lower()}@{domain}"
