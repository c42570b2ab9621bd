from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Model

from agents.hooks.models import Endpoint
from agents.programs.models import Answered
from commissions.management.progress import Show, progress_bar
from commissions.payouts.models import PayoutMethod, TaxForm
from mlmsite.lib.sealing import NoKeyOpens, reseal

_SEALED = (PayoutMethod, TaxForm, Endpoint, Answered)


class Command(BaseCommand):
    help = (
        "Print a new key for PAYOUT_KEYS, under which bank accounts, tax numbers and the secrets "
        "of webhooks are stored. To change the key: put the new one before the old one "
        "(PAYOUT_KEYS=new,old), restart, "
        "run `payout_key --reseal`, then leave the old one out."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--reseal", action="store_true", help="store everything under the first key"
        )

    def handle(self, *, reseal: bool, **options) -> None:
        if not reseal:
            self.stdout.write(Fernet.generate_key().decode())
            return
        try:
            with progress_bar() as progress, transaction.atomic():
                done = sum(_reseal(model, progress) for model in _SEALED)
        except NoKeyOpens as e:
            raise CommandError(f"{e} Nothing was changed.") from e
        self.stdout.write(f"{done} accounts, tax forms and secrets are now under the first key.")


def _reseal(model: type[Model], progress: Show) -> int:
    rows = list(model.objects.select_for_update().order_by("pk"))
    for done, row in enumerate(rows):
        progress(model._meta.verbose_name_plural, done, len(rows))
        model.objects.filter(pk=row.pk).update(sealed=reseal(row.sealed))
    return len(rows)
