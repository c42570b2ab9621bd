"""/api/docs/: Swagger UI from its wheel, and the schema it reads. Nothing comes from elsewhere."""

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

# Swagger UI draws its icons from data: addresses.
_SWAGGER = {"img-src": ["data:"]}


class Schema(SpectacularJSONAPIView):
    authentication_classes = []
    permission_classes = []
    throttle_classes = []


@method_decorator(csp_update(_SWAGGER), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    url_name = "api_schema"
