from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CommissionsConfig(AppConfig):
    name = "commissions"
    verbose_name = "Commissions"

    def ready(self) -> None:
        from commissions.ledger import triggers

        pre_migrate.connect(triggers.take_down_before_migrate, sender=self)
        # SQLite drops a table's triggers whenever a migration remakes it: put up after each.
        post_migrate.connect(triggers.put_up_after_migrate, sender=self)
