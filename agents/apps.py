from importlib import import_module

from django.apps import AppConfig

# Each slice owns its models; Django looks for them here too. They build on agents.models, which
# therefore can't import them.
SLICES = ("agents.enrolment", "agents.hooks", "agents.programs", "agents.shop")


class AgentsConfig(AppConfig):
    name = "agents"
    verbose_name = "Network"

    def import_models(self) -> None:
        super().import_models()
        for slice_ in SLICES:
            import_module(f"{slice_}.models")

    def ready(self) -> None:
        from mlmsite.lib import audit

        audit.only_own_fields()
