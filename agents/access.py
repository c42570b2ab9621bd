"""Who may see whom: the one door from a user to rows.

An agent sees itself, its downline and its own customers. Asked for anybody else, it is told what
it is told of a code that nobody has: 404.
"""

from collections.abc import Callable
from functools import reduce, wraps
from operator import or_

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRefresh

from agents.models import Agent, Customer

User = AbstractBaseUser | AnonymousUser
View = Callable[..., HttpResponse]


class NoAgent(PermissionDenied):
    def __init__(self) -> None:
        super().__init__(
            gettext(
                "This log-in isn't connected to a distributor, so there is nothing to show here "
                "yet. Your company can connect it."
            )
        )


def for_agents(view: View) -> View:
    """A page for whoever is logged in and is an agent; never kept in a cache."""

    return _page_for(me, view)


def for_staff(view: View) -> View:
    """A page for the company's administrators: for anybody else there is no such page."""
    return _page_for(_check_staff, view)


def _page_for(check: Callable[[User], object], view: View) -> View:
    @never_cache
    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            check(request.user)
            return view(request, *args, **kwargs)
        if request.htmx:
            # The log-in page must not end up inside of a page: load that page anew.
            return HttpResponseClientRefresh()
        return redirect_to_login(request.get_full_path())

    return page


def _check_staff(user: User) -> None:
    if not user.is_staff:
        raise Http404("A page for administrators.")


def is_agent(user: User) -> bool:
    return hasattr(user, "agent")


def me(user: User) -> Agent:
    """The agent of this log-in. Asks the database once for each request."""
    if not is_agent(user):
        raise NoAgent
    return user.agent


def downline(agent: Agent) -> QuerySet[Agent]:
    """Everybody below the agent, and not the agent itself."""
    return agent.get_descendants()


def seen(user: User) -> QuerySet[Agent]:
    """Everybody for an administrator; for an agent itself and its downline."""
    if user.is_staff:
        return Agent.objects.all()
    return me(user).get_descendants(include_self=True)


def about_seen(user: User, rows: QuerySet, prefix: str) -> QuerySet:
    """Of rows about the agent at `prefix` ("agent__") those about somebody whom the user sees."""
    return rows if user.is_staff else rows.filter(me(user).within(prefix, include_self=True))


def own(user: User, rows: QuerySet, *paths: str) -> QuerySet:
    """Of rows that belong to the agent at one of these paths the user's own; to an administrator
    all of them."""
    if user.is_staff:
        return rows
    mine = me(user).pk
    return rows.filter(reduce(or_, (Q(**{path: mine}) for path in paths)))


def agent_or_404(user: User, code: str) -> Agent:
    """The agent with that code, if it is the user's own or below it."""
    own = me(user)
    if code == own.code:
        return own
    try:
        return downline(own).get(code=code)
    except Agent.DoesNotExist:
        raise Http404(f"No agent {code} in the downline of {own.code}.") from None


def customers(user: User) -> QuerySet[Customer]:
    """The user's own customers; nobody else's, not even a recruit's."""
    return Customer.objects.filter(agent=me(user)).order_by("name", "id")
