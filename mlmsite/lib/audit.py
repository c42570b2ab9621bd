"""The audit log's middleware: who and from where, by the same address as the log-in's limits."""

from auditlog.middleware import AuditlogMiddleware
from auditlog.registry import auditlog
from django.http import HttpRequest

from mlmsite.lib.client import address


def hidden(value: str) -> str:
    """In place of a password's hash: auditlog's own mask leaves half of it readable."""
    return "•••"


def only_own_fields() -> None:
    """Left to itself auditlog takes the rows that point at a new one for fields of it as well, and
    what an entry says once it says for ever."""
    for model in auditlog.get_models():
        told = auditlog.get_model_fields(model)
        left_out = told.pop("exclude_fields")
        told["include_fields"] = [
            field.name for field in model._meta.concrete_fields if field.name not in left_out
        ]
        auditlog.unregister(model)
        auditlog.register(
            model, **told, m2m_fields=[field.name for field in model._meta.many_to_many]
        )


class Audit(AuditlogMiddleware):
    @staticmethod
    def _get_remote_addr(request: HttpRequest) -> str | None:
        return address(request) or None
