from django.urls import path

from agents.views import hooks, join, my, programs, shop, training
from agents.views.audit import audit
from agents.views.customers import customers
from agents.views.grow import grow, qr_file
from agents.views.preferences import preferences

urlpatterns = [
    path("customers/", customers, name="customers"),
    path("me/", preferences, name="preferences"),
    path("programs/", programs.programs, name="programs"),
    path("programs/<int:key_id>/revoke/", programs.revoke_key, name="revoke_key"),
    path("programs/party/<int:application_id>/", programs.shut_out, name="shut_out"),
    path("programs/webhooks/", hooks.hooks, name="hooks"),
    path("programs/webhooks/<int:endpoint_id>/switch/", hooks.switch, name="switch_hook"),
    path("programs/webhooks/sent/<int:delivery_id>/", hooks.resend, name="resend_hook"),
    path("learn/", training.learn, name="learn"),
    path("learn/<int:path_id>/", training.learning_path, name="learning_path"),
    path("learn/lesson/<int:lesson_id>/", training.lesson, name="lesson"),
    path("learn/recruits/", training.my_recruits, name="learning_recruits"),
    path("grow/", grow, name="grow"),
    path("grow/<slug:which>.<slug:kind>", qr_file, name="grow_qr"),
    path("with/", shop.shop, name="shop_of_nobody"),
    path("with/<str:code>/", shop.shop, name="shop"),
    path("with/<str:code>/thanks/", shop.thanks, name="shop_thanks"),
    path("my/", my.my_link, name="my_link"),
    path("my/<str:secret>/", my.my_subscriptions, name="my_subscriptions"),
    path("my/<str:secret>/<int:subscription_id>/cancel/", my.my_cancel, name="my_cancel"),
    path("my/<str:secret>/<int:subscription_id>/undo/", my.my_undo, name="my_undo"),
    path("join/", join.join, name="join_of_nobody"),
    path("join/<str:code>/", join.join, name="join"),
    path("confirm/", join.applied, name="applied"),
    path("confirm/<str:ticket>/", join.confirm, name="confirm"),
    path("office/audit/", audit, name="audit"),
]
