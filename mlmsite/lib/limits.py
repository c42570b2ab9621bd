"""How often something may be done from one address, counted in the cache (settings.CACHES)."""

from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from django.core.cache import cache

HOUR = 60 * 60


def within(what: str, who: str, *, most: int, seconds: int = HOUR) -> bool:
    """Counts once, and tells whether that was within `most` in the `seconds` from the first."""
    # The cache needs to know that it is the same one, and not who.
    key = f"limit:{what}:{sha256(_counted_as(who).encode()).hexdigest()}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # It has run out between the two.
        return True


def _counted_as(who: str) -> str:
    """A customer of an internet provider has all of an IPv6 /64 to itself."""
    try:
        address = ip_address(who)
    except ValueError:
        return who.lower()
    if isinstance(address, IPv6Address):
        return address.exploded[:19]
    return str(address)
