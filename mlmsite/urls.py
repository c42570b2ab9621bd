"""Every address of the site; tests/test_routes.py says who may see which."""

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path

admin.site.site_header = "Commission administration"
admin.site.site_title = "Commissions"
admin.site.index_title = "Records"

# Of allauth's pages those that lead somewhere: nobody signs up, or changes an address, by itself.
account_urls = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        "password/reset/key/<slug:uidb36>-<slug:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

urlpatterns = [
    path("", include("commissions.urls")),
    path("", include("agents.urls")),
    path("account/", include(account_urls)),
    path("admin/", admin.site.urls),
]
