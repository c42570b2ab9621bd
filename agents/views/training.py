"""Learning: my paths and lessons, and how far my recruits are on their first steps."""

from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agents import access
from agents.training import answering, progress, recruits
from agents.training.models import Lesson
from mlmsite.lib import clock

PAGE = 50
LONGEST_ID = 18


@access.for_agents
def learn(request: HttpRequest) -> HttpResponse:
    me = access.me(request.user)
    paths = progress.paths_of(me, on=clock.today())
    context = {
        "paths": paths,
        "here": next((path for path in paths if not path.is_done), None),
        "has_recruits": recruits.recruits_of(me, on=clock.today()).exists(),
    }
    return render(request, "agents/training/learn.html", context)


@access.for_agents
def learning_path(request: HttpRequest, path_id: int) -> HttpResponse:
    found = progress.path_of(access.me(request.user), path_id, on=clock.today())
    if found is None:
        raise Http404("No such path, or it isn't published.")
    return render(request, "agents/training/path.html", {"progress": found})


@access.for_agents
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """A GET reads it, a POST hands in answers; with none to give, it says that it is done."""
    me, today = access.me(request.user), clock.today()
    read = get_object_or_404(progress.open_to(me, on=today), pk=lesson_id)
    answers, refused = None, ""
    if request.method == "POST":
        try:
            answers = answering.hand_in(me, read, chosen=chosen(request), at=timezone.now())
        except answering.Unanswered as e:
            answers, refused = e.answers, str(e)
    found = progress.path_of(me, read.path_id, on=today)
    if request.method == "POST" and read.pk in found.done and not request.htmx:
        return redirect("lesson", read.pk)
    context = {"progress": found, "is_done": read.pk in found.done, "refused": refused}
    return lesson_page(request, read, answers=answers, **context)


def lesson_page(
    request: HttpRequest, read: Lesson, *, answers: list[answering.Asked] | None, **context
) -> HttpResponse:
    """`answers` is None where none were handed in. htmx gets the part with the questions, and never
    as an error, which it wouldn't show."""
    context |= {
        "lesson": read,
        "answered": answers is not None,
        "asked": answering.graded(read) if answers is None else answers,
        "next": context["progress"].next_after(read),
        "number": context["progress"].lessons.index(read) + 1,
        "video_host": urlsplit(read.video_url).hostname,
    }
    if request.htmx:
        return render(request, "agents/training/_answers.html", context)
    status = 422 if context["refused"] else 200
    return render(request, "agents/training/lesson.html", context, status=status)


def chosen(request: HttpRequest) -> frozenset[int]:
    """The ids of the choices that were made; what is no id is none."""
    told = (value for name in request.POST for value in request.POST.getlist(name))
    ids = (value for value in told if value.isascii() and value.isdigit())
    return frozenset(int(value) for value in ids if len(value) <= LONGEST_ID)


@access.for_agents
def my_recruits(request: HttpRequest) -> HttpResponse:
    me, today = access.me(request.user), clock.today()
    mine = recruits.recruits_of(me, on=today)
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    lessons = recruits.lessons_of_first_steps()
    steps = recruits.first_steps(page.object_list, lessons=lessons, today=today)
    context = {"page": page, "steps": steps, "total": len(lessons), "me": me}
    name = "_recruits" if request.htmx else "recruits"
    return render(request, f"agents/training/{name}.html", context)
