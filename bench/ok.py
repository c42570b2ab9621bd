"""The site with one more page, which only says that all is well: what any page costs at least."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from agents import access
from mlmsite.urls import urlpatterns as of_the_site


@access.for_agents
def ok(request: HttpRequest) -> HttpResponse:
    access.me(request.user)
    return HttpResponse("ok")


urlpatterns = [path("bench/ok/", ok), *of_the_site]
