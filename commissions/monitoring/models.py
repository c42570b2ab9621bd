"""What `verify` found, each time it ran by itself."""

from django.db import models


class Verification(models.Model):
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    breaches = models.IntegerField()
    first = models.TextField(blank=True, help_text="The first of them.")

    def __str__(self) -> str:
        return f"{self.breaches} breaches, {self.finished_at:%Y-%m-%d %H:%M}"
