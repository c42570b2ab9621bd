"""Making a key, finding it again by what a program sends, revoking it."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser

from agents.programs.models import Key
from agents.programs.scopes import offered_to

BEGINNING = "mlm_"
_USED_TO_THE = timedelta(minutes=1)


class NotOffered(ValueError):
    """A scope that keys of this user can't have."""


def make(
    user: AbstractBaseUser,
    *,
    name: str,
    scopes: Collection[str],
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[Key, str]:
    """The key, and the text of it that a program sends: it is never to be had again."""
    if not scopes or set(scopes) - offered_to(user).keys():
        raise NotOffered(f"None of these scopes, or one that isn't offered: {sorted(scopes)}.")
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = Key.objects.create(
        user=user,
        name=name,
        prefix=prefix,
        sha256=_sha256(secret),
        scopes=sorted(scopes),
        made_at=at,
        expires_at=expires_at,
    )
    return key, f"{BEGINNING}{prefix}_{secret}"


def _is_good(key: Key, at: datetime) -> bool:
    expired = key.expires_at is not None and key.expires_at <= at
    return not expired and key.revoked_at is None and key.user.is_active


def found(text: str, *, at: datetime) -> Key | None:
    """The good key that this is; notes that it was used."""
    prefix, _, secret = text.removeprefix(BEGINNING).partition("_")
    try:
        key = Key.objects.select_related("user__agent").get(prefix=prefix)
    except Key.DoesNotExist:
        return None
    if not secrets.compare_digest(key.sha256, _sha256(secret)) or not _is_good(key, at):
        return None
    if key.used_at is None or key.used_at < at - _USED_TO_THE:
        Key.objects.filter(pk=key.pk).update(used_at=at)
    return key


def revoke(key: Key, *, at: datetime) -> None:
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])


def _sha256(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
