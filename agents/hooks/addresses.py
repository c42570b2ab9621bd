"""Which addresses may be asked: public ones only, so that nobody can have our server knock at what
only it can reach. The address is looked up once, and that one is connected to."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

PORTS = {"https": 443, "http": 80}


class NotPublic(ValueError):
    """Why nothing is sent there."""


def host_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port. Raises NotPublic for what no webhook can be."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotPublic("This is no address.") from None
    schemes = {"https", "http"} if settings.HOOKS_TO_PRIVATE else {"https"}
    if parts.scheme not in schemes or not parts.hostname:
        raise NotPublic("The address must begin with https://.")
    if parts.username or parts.password or parts.fragment:
        raise NotPublic("The address must be without a user, a password and #.")
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme]


def resolved(host: str, port: int) -> str:
    """The IP address to connect to. Raises NotPublic if any that the name has is private."""
    try:
        found = {row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotPublic(f"{host} can't be found.") from None
    for text in found:
        address = ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if not settings.HOOKS_TO_PRIVATE and (not mapped.is_global or mapped.is_multicast):
            raise NotPublic(f"{host} is an address of a private network.")
    return min(found)
