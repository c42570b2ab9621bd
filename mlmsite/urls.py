"""Every address of the site; tests/test_routes.py says who may see which."""

from allauth.account import urls as allauth_urls
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.defaults import server_error
from django.views.i18n import set_language
from oauth2_provider.views import AuthorizationView, RevokeTokenView, TokenView

from agents.programs.oauth import answering
from commissions.monitoring.door import metrics
from commissions.stripe_in.door import webhook
from mlmsite.lib import health
from mlmsite.lib.rest import problems
from mlmsite.lib.rest.documentation import Docs, Schema

# There is one log-in, with its second factor and its limits.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = "Commission administration"
admin.site.site_title = "Commissions"
admin.site.index_title = "Records"

# Of allauth's pages those that lead somewhere: nobody signs up, or changes an address, by itself.
ACCOUNT_PAGES = {
    "account_login",
    "account_logout",
    "account_signup",  # says that it is closed
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

urlpatterns = [
    path("", include("commissions.urls")),
    path("", include("agents.urls")),
    path("language/", set_language, name="set_language"),
    path("account/", include([p for p in allauth_urls.urlpatterns if p.name in ACCOUNT_PAGES])),
    path("account/security/", include("allauth.mfa.urls")),
    path("admin/", admin.site.urls),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics, name="metrics"),
    path("oauth/authorize/", answering(AuthorizationView.as_view()), name="oauth_authorize"),
    path("oauth/token/", TokenView.as_view(), name="oauth_token"),
    path("oauth/revoke_token/", RevokeTokenView.as_view(), name="oauth_revoke"),
    path("api/v1/", include("agents.api.urls")),
    path("api/v1/", include("commissions.api.urls")),
    path("api/stripe/", webhook, name="stripe"),
    path("api/openapi.json", Schema.as_view(), name="api_schema"),
    path("api/docs/", Docs.as_view(), name="api_docs"),
    re_path("^api/.*", problems.not_found),
]


def handler500(request: HttpRequest) -> HttpResponse:
    """A program is told in its own way."""
    if request.path.startswith("/api/"):
        return problems.server_error(request)
    return server_error(request)
