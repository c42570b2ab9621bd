"""The only writer of endpoints."""

import secrets
from base64 import b64encode
from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from agents.hooks import addresses
from agents.hooks.models import Endpoint, Type
from mlmsite.lib import sealing

BEGINNING = "whsec_"


def make(
    *, url: str, types: Collection[str], by: AbstractBaseUser, at: datetime
) -> tuple[Endpoint, str]:
    """The endpoint, and the secret that its signatures are made with, which is told once. Raises
    addresses.NotPublic."""
    _check(url, types)
    secret = BEGINNING + b64encode(secrets.token_bytes(32)).decode()
    endpoint = Endpoint.objects.create(
        url=url,
        types=sorted(set(types)),
        sealed=sealing.seal({"secret": secret}),
        made_by=by,
        made_at=at,
    )
    return endpoint, secret


def change(endpoint: Endpoint, *, url: str | None = None, types: Collection[str] | None = None):
    """Only what is given. Raises addresses.NotPublic."""
    _check(url or endpoint.url, types or endpoint.types)
    endpoint.url, endpoint.types = url or endpoint.url, sorted(set(types or endpoint.types))
    endpoint.save(update_fields=["url", "types"])
    return endpoint


def enable(endpoint: Endpoint) -> Endpoint:
    endpoint.disabled_at, endpoint.disabled_because = None, ""
    endpoint.save(update_fields=["disabled_at", "disabled_because"])
    return endpoint


def disable(endpoint: Endpoint, *, because: str, at: datetime) -> Endpoint:
    endpoint.disabled_at, endpoint.disabled_because = at, because[:200]
    endpoint.save(update_fields=["disabled_at", "disabled_because"])
    return endpoint


def secret_of(endpoint: Endpoint) -> str:
    return sealing.open_sealed(endpoint.sealed)["secret"]


def _check(url: str, types: Collection[str]) -> None:
    _, host, port = addresses.host_of(url)
    addresses.resolved(host, port)
    assert set(types) <= set(Type.values)
