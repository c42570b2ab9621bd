"""Which news were mailed to whom."""

from django.db import models

from agents.models import Agent


class Digest(models.Model):
    """The news of the nights through `through` were mailed, or there were none. A row is claimed
    before its mail goes out."""

    agent = models.OneToOneField(
        Agent, models.CASCADE, primary_key=True, related_name="last_digest"
    )
    through = models.DateField()
    mailed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.agent_id} through {self.through}"
