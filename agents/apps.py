from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "agents"
    verbose_name = "Network"

    def ready(self) -> None:
        from mlmsite.lib import audit

        audit.only_own_fields()
