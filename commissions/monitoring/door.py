"""/metrics, for whoever has METRICS_TOKEN: `Authorization: Bearer …`. Without one there is none."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from commissions.monitoring.figures import Figures


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not secrets.compare_digest(said.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    own = CollectorRegistry()
    own.register(Figures())
    text = generate_latest(own) + generate_latest(_of_requests())
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _of_requests() -> CollectorRegistry:
    """django-prometheus': of all of gunicorn's processes where PROMETHEUS_MULTIPROC_DIR is set."""
    if not settings.PROMETHEUS_MULTIPROC_DIR:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
