"""What the demo company sells."""

from typing import NamedTuple

DECIMALS = {"USD": 2, "EUR": 2, "JPY": 0}


class Price(NamedTuple):
    """In minor units; commissionable is the price without the tax in it."""

    minor: int
    commissionable_minor: int


class Product(NamedTuple):
    """`external` is the share billed by a partner's system; `metered` charges follow use."""

    name: str
    volume: int
    weight: int
    external: float
    prices: dict[str, Price]
    metered: bool = False


def _prices(usd: tuple[int, int], eur: tuple[int, int], jpy: tuple[int, int]) -> dict[str, Price]:
    return {"USD": Price(*usd), "EUR": Price(*eur), "JPY": Price(*jpy)}


PRODUCTS = (
    Product("Mobile 10 GB", 20, 24, 0.02, _prices((1990, 1990), (1790, 1504), (2480, 2255))),
    Product("Mobile Unlimited", 35, 17, 0.02, _prices((3900, 3900), (3499, 2940), (4980, 4527))),
    Product("Home Internet", 45, 15, 0.05, _prices((4990, 4990), (4495, 3777), (5720, 5200))),
    Product("TV & Streaming", 20, 10, 0.03, _prices((2199, 2199), (1849, 1554), (2420, 2200))),
    Product("Green Energy", 60, 10, 0.4, _prices((7450, 6200), (6820, 5731), (10890, 9900)), True),
    Product("Wellness Box", 50, 11, 0.02, _prices((5495, 5495), (4950, 4626), (7344, 6800))),
    Product("Insurance Basic", 15, 7, 0.6, _prices((1475, 1475), (1390, 1390), (1850, 1850))),
    Product("Learning Pass", 25, 6, 0.02, _prices((2700, 2700), (2490, 2092), (3630, 3300))),
)


def major(amount_minor: int, currency: str) -> str:
    """1990, USD → "19.90"; 2480, JPY → "2480". `amount_minor` >= 0."""
    places = DECIMALS[currency]
    whole, rest = divmod(amount_minor, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)
