"""Names from several continents, in Latin letters."""

import unicodedata
from dataclasses import dataclass
from random import Random

from faker import Faker

POOL = 120


@dataclass(frozen=True)
class Region:
    """Where a leg grew: its people's names, and the currency in which they buy."""

    locales: tuple[str, ...]
    currency: str
    share: int


REGIONS = (
    Region(("en_US", "es_MX", "pt_BR", "es_CO"), "USD", 40),
    Region(("de_DE", "fr_FR", "pl_PL", "it_IT", "es_ES", "tr_TR"), "EUR", 35),
    Region(("ja_JP",), "JPY", 15),
    Region(("en_NG", "tw_GH", "zu_ZA", "en_IN", "id_ID", "vi_VN", "fil_PH", "en_NZ"), "USD", 10),
)


class People:
    """Draws names from pools made once: a hundred thousand take a second."""

    def __init__(self, random: Random, seed: int) -> None:
        self.random = random
        self.pools = {
            locale: _pool(locale, seed) for region in REGIONS for locale in region.locales
        }

    def name(self, region: Region) -> str:
        first, last = self.pools[self.random.choice(region.locales)]
        name = f"{self.random.choice(first)} {self.random.choice(last)}"
        if self.random.random() < 0.06:
            name += f"-{self.random.choice(last)}"
        return name


def _pool(locale: str, seed: int) -> tuple[list[str], list[str]]:
    fake = Faker(locale)
    fake.seed_instance(seed)
    if locale == "ja_JP":
        first, last = fake.first_romanized_name, fake.last_romanized_name
    else:
        first, last = fake.first_name, fake.last_name
    return [first() for _ in range(POOL)], [last() for _ in range(POOL)]


def email(name: str, tag: str, domain: str) -> str:
    """`José Núñez`, `a-000017` → `jose.nunez.a-000017@example.com`."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = ["".join(filter(str.isalnum, word)) for word in plain.split()]
    local = ".".join([*(word[:20] for word in words if word), tag.lower()])
    return f"{local[:64]}@{domain}"
