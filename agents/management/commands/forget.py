from django.core.management.base import BaseCommand
from django.utils import timezone

from agents.enrolment.forgetting import forget


class Command(BaseCommand):
    help = "Delete applications of new agents that nobody has confirmed in time (APPLICATION_DAYS)."

    def handle(self, **options) -> None:
        self.stdout.write(f"Forgotten: {forget(at=timezone.now())}.")
