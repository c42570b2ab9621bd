"""What new agents agree to, and who applied."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from agents.models import Agent


class Agreement(models.Model):
    """A version of what new agents agree to. The latest that is effective is in force."""

    version = models.CharField(max_length=30, unique=True, help_text=_("Like 2026-01."))
    text = models.TextField(
        help_text=_("Markdown. Once somebody has accepted it, it never changes.")
    )
    effective_from = models.DateField(unique=True)

    def __str__(self) -> str:
        return self.version

    @property
    def fingerprint(self) -> str:
        """What somebody has read: until it is accepted the text may still change."""
        return sha256(f"{self.version}\n{self.text}".encode()).hexdigest()


class Application(models.Model):
    """Somebody who wants to be an agent, from the form to the tree."""

    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail")
    code = models.CharField(max_length=32, help_text=_("In the link that was followed."))
    through = models.ForeignKey(
        Agent,
        models.PROTECT,
        null=True,
        related_name="applications",
        help_text=_("Whose link it was; nobody's where the default sponsor took over."),
    )
    sponsor = models.ForeignKey(
        Agent,
        models.PROTECT,
        related_name="+",
        db_index=False,
        help_text=_("Whom the page named; the agent stands under the sponsor of then."),
    )
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="applications")
    accepted_at = models.DateTimeField()
    address = models.GenericIPAddressField(
        null=True, help_text=_("From where the agreement was accepted.")
    )
    confirmed_at = models.DateTimeField(null=True)
    agent = models.OneToOneField(
        Agent, models.PROTECT, null=True, related_name="application", help_text=_("As enrolled.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Upper("email"), condition=Q(confirmed_at__isnull=False), name="application_email"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, agent=None)
                | Q(confirmed_at__isnull=False, agent__isnull=False),
                name="application_confirmed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["accepted_at"], name="application_waiting", condition=Q(confirmed_at=None)
            ),
            models.Index(Upper("email"), name="application_upper_email"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.accepted_at:%Y-%m-%d}"

    @property
    def waits_until(self) -> datetime:
        """From then on its link is of no more use."""
        return self.accepted_at + timedelta(days=settings.APPLICATION_DAYS)
