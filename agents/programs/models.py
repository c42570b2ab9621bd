"""Keys of programs, and the answers that were given to what must not be done twice."""

from django.conf import settings
from django.db import models


class Key(models.Model):
    """Of its secret only the SHA-256 is kept; 256 random bits need no slow hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    sha256 = models.CharField(max_length=64)
    scopes = models.JSONField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True, help_text="To the minute.")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} (mlm_{self.prefix}_…)"


class Answered(models.Model):
    """A write that was done under an Idempotency-Key, and the answer to it."""

    principal = models.CharField(max_length=100)
    method = models.CharField(max_length=6)
    path = models.CharField(max_length=500)
    key = models.CharField(max_length=255)
    body_sha256 = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    sealed = models.TextField(help_text="The answer, encrypted: it may hold a secret.")
    headers = models.JSONField()
    answered_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["principal", "method", "path", "key"], name="answered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.key}"
