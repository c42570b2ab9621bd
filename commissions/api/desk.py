"""The distributor's desk: standings, progress, goals, training, news."""

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from agents import access
from agents.api.filters import Filters, IdFilter, YesNo, days
from agents.programs.resource import Resource, View
from agents.training.progress import paths_of
from agents.training.recruits import first_steps, lessons_of_first_steps, recruits_of
from commissions.api.agents import OfAgent
from commissions.goals import setting
from commissions.goals.models import Cheer, Goal
from commissions.goals.reached import reached
from commissions.nights.earnings import last_night
from commissions.plans import versions
from commissions.plans.models import Rank
from commissions.standings.models import Event, Standing
from commissions.standings.progress import progress
from mlmsite.lib import clock
from mlmsite.lib.rest import ids, problems, strict
from mlmsite.lib.rest.shaping import Related, Shaped

MOST_RECRUITS = 200


class StandingOut(Shaped, serializers.ModelSerializer):
    """What the nights from `since` on, and before `until`, decided. `rank` is its place in the
    plan, 0 the lowest."""

    id = ids.field("std")(source="pk", read_only=True)
    agent = Related("agt")

    class Meta:
        model = Standing
        fields = (
            *("id", "agent", "since", "until", "rank", "active", "pv", "customers", "gv"),
            *("team", "team_customers"),
        )
        read_only_fields = fields


class RankOut(serializers.ModelSerializer):
    """Rates in millionths; `levels_ppm[0]` is level 1."""

    levels_ppm = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = Rank
        exclude = ("id", "plan")


class NeedOut(serializers.Serializer):
    """A requirement of the plan: how much there is, and how much is needed."""

    name = serializers.CharField()
    have = serializers.IntegerField()
    need = serializers.IntegerField()
    met = serializers.BooleanField()
    detail = serializers.CharField(allow_blank=True)


class ProgressOut(serializers.Serializer):
    """`next_rank` is null at the top."""

    night = serializers.DateField(source="day")
    rank = serializers.CharField()
    active = serializers.BooleanField(source="standing.active")
    next_rank = serializers.CharField(allow_null=True)
    needs = NeedOut(many=True)
    missing_for_active = NeedOut(many=True)


class CheerOut(serializers.ModelSerializer):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Cheer
        fields = ("by", "words", "offers_help", "said_at")
        read_only_fields = fields


class GoalOut(Shaped, serializers.ModelSerializer):
    """`start` and `target` in customers, points, minor units, or the rank's place in the plan.
    `have` and `percent` are of the last night."""

    id = ids.field("gol")(source="pk", read_only=True)
    agent = Related("agt")
    have = serializers.SerializerMethodField()
    percent = serializers.SerializerMethodField()
    cheers = serializers.SerializerMethodField()

    class Meta:
        model = Goal
        fields = (
            *("id", "agent", "month", "measure", "currency", "rank", "start", "target", "shared"),
            *("made_at", "met_on", "have", "percent", "cheers"),
        )
        read_only_fields = fields

    def get_have(self, goal: Goal) -> int | None:
        return goal.found.have if goal.found else None

    def get_percent(self, goal: Goal) -> int | None:
        return goal.found.percent if goal.found else None

    def get_cheers(self, goal: Goal) -> CheerOut(many=True):
        return CheerOut(goal.said, many=True).data


class GoalIn(serializers.Serializer):
    """One of the same month, measure and currency is replaced. A rank needs its name in `rank`,
    an income its `currency`, all but a rank a `target`."""

    month = strict.Day(help_text="A day of it: this month or the next.")
    measure = strict.Choice(choices=Goal.Measure.choices)
    target = strict.Whole(min_value=1, max_value=10**12, required=False)
    currency = strict.Text(max_length=3, required=False)
    rank = strict.Text(max_length=50, required=False)
    shared = strict.YesNo(default=True)

    def asked(self) -> dict:
        """Raises problems.Unacceptable where the fields don't fit together."""
        told, today = self.validated_data, clock.today()
        month = told["month"]
        if not 0 <= (month.year - today.year) * 12 + month.month - today.month <= 1:
            raise problems.Unacceptable({"month": ["This month or the next."]})
        needed = {"rank": "rank", "income": "currency"}.get(told["measure"], "target")
        for name in {needed, "rank" if told["measure"] == Goal.Measure.RANK else "target"}:
            if not told.get(name):
                raise problems.Unacceptable({name: ["It is needed for this measure."]})
        return told | {"target": told.get("target", 0)}


class CheerIn(serializers.Serializer):
    words = strict.Text(max_length=280, required=False, allow_blank=True, default="")
    offers_help = strict.YesNo(default=False)


class LessonOut(serializers.Serializer):
    id = ids.field("les")(source="pk")
    title = serializers.CharField()
    minutes = serializers.IntegerField()
    done = serializers.BooleanField()


class PathOut(serializers.Serializer):
    """A path of lessons that the agent has, in order."""

    id = ids.field("pth")(source="path.pk")
    title = serializers.CharField(source="path.title")
    lessons = serializers.SerializerMethodField()
    count = serializers.IntegerField(help_text="How many are done.")
    total = serializers.IntegerField()

    def get_lessons(self, path) -> LessonOut(many=True):
        for lesson in path.lessons:
            lesson.done = lesson.pk in path.done
        return LessonOut(path.lessons, many=True).data


class FirstStepsOut(serializers.Serializer):
    agent = ids.field("agt")(source="agent.pk")
    name = serializers.CharField(source="agent.name")
    count = serializers.IntegerField()
    total = serializers.IntegerField()
    last_on = serializers.DateField(allow_null=True)
    has_stopped = serializers.BooleanField()


class EventOut(Shaped, serializers.ModelSerializer):
    """Something that happened to an agent; `words` is the rank's or the goal's name."""

    id = ids.field("evt")(source="pk", read_only=True)
    agent = Related("agt")

    class Meta:
        model = Event
        fields = ("id", "agent", "night", "kind", "words")
        read_only_fields = fields


class StandingFilter(Filters):
    always = True
    agent = IdFilter("agt", "agent")
    night = filters.DateFilter(method="on", help_text="As the night of that day decided.")
    active = YesNo()

    def on(self, rows: QuerySet, _name: str, day) -> QuerySet:
        return rows.on(day)

    def filter_queryset(self, rows: QuerySet) -> QuerySet:
        rows = super().filter_queryset(rows)
        said = self.form.cleaned_data
        return rows if said["night"] or said["agent"] else rows.current()


class EventFilter(Filters):
    agent = IdFilter("agt", "agent")
    kind = filters.ChoiceFilter(choices=Event.Kind.choices)
    night_from, night_to = days("night").values()


class GoalFilter(Filters):
    measure = filters.ChoiceFilter(choices=Goal.Measure.choices)
    month = filters.DateFilter("month", help_text="Its first day.")


class Standings(Resource):
    """Those of now; with `night` as a night decided, with `agent` of one all that there were."""

    prefix, area, tag = "std", "desk", "standings"
    serializer_class, filterset_class = StandingOut, StandingFilter
    orders = {"id": "pk", "gv": "gv", "pv": "pv", "customers": "customers", "team": "team"}

    def rows(self) -> QuerySet[Standing]:
        return access.about_seen(self.request.user, Standing.objects.all(), "agent__")


class Ranks(View):
    area, tag = "desk", "ranks"

    @extend_schema(responses=RankOut(many=True))
    def list(self, request: Request) -> Response:
        """Those of the plan in force, the lowest first, with what each asks and pays."""
        plan = versions.in_force(clock.today())
        ranks = plan.ranks.order_by("position") if plan else Rank.objects.none()
        return Response(RankOut(ranks, many=True).data)


class Progress(OfAgent):
    area, tag = "desk", "ranks"

    @extend_schema(responses=ProgressOut)
    def retrieve(self, request: Request, **kwargs: str) -> Response:
        """Its rank after the last night, and what the next one still needs."""
        agent, night = self.agent(), last_night()
        found = progress(agent, day=night) if night else None
        if found is None:
            raise NotFound("No night has run since this agent joined.")
        return Response(ProgressOut(found).data)


class Goals(Resource):
    """My own; with `/goals/team` those that my downline shares this month."""

    prefix, area, tag = "gol", "desk", "goals"
    serializer_class, filterset_class = GoalOut, GoalFilter

    def rows(self) -> QuerySet[Goal]:
        return access.own(self.request.user, Goal.objects.all(), "agent")

    def shown(self, row: Goal) -> dict:
        return super().shown(_measured([row])[0])

    def paginate_queryset(self, rows: QuerySet) -> list[Goal]:
        return _measured(super().paginate_queryset(rows))

    @extend_schema(request=GoalIn, responses={201: GoalOut})
    def create(self, request: Request) -> Response:
        """Set one. How far it is, is computed each night."""
        me, night = access.me(request.user), last_night()
        told = GoalIn(data=request.data)
        told.is_valid(raise_exception=True)
        if night is None:
            raise problems.Refused("Goals start from the first night, which is still to come.")
        try:
            made = setting.set_goal(me, **told.asked(), night=night, at=timezone.now())
        except setting.GoalRefused as e:
            raise problems.Refused(str(e)) from e
        return Response(self.shown(made), status=201)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        """Drop it."""
        setting.drop(self.found(Goal.objects.filter(agent=access.me(request.user))))
        return Response(status=204)

    @extend_schema(responses=GoalOut(many=True))
    @action(detail=False, orders={"id": "pk"})
    def team(self, request: Request) -> Response:
        """Those of this month that their owners share with me."""
        rows = setting.shared_with(access.me(request.user), month=clock.today())
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=CheerIn, responses={201: CheerOut})
    @action(detail=True, methods=["post"])
    def cheer(self, request: Request, **kwargs: str) -> Response:
        """Say something kind of a shared goal, or offer help; said again, the new words count."""
        me = access.me(request.user)
        goal = self.found(setting.shared_with(me, month=clock.today()))
        told = CheerIn(data=request.data)
        told.is_valid(raise_exception=True)
        try:
            said = setting.cheer(goal, by=me, **told.validated_data, at=timezone.now())
        except setting.GoalRefused as e:
            raise problems.Refused(str(e)) from e
        return Response(CheerOut(said).data, status=201)


class Training(View):
    area, tag = "desk", "training"

    @extend_schema(responses=PathOut(many=True))
    def paths(self, request: Request) -> Response:
        """My paths, and how far I am on each."""
        found = paths_of(access.me(request.user), on=clock.today())
        return Response(PathOut(found, many=True).data)

    @extend_schema(responses=FirstStepsOut(many=True))
    def recruits(self, request: Request) -> Response:
        """How far my recruits are with their first steps: the newest 200."""
        mine = recruits_of(access.me(request.user), on=clock.today())[:MOST_RECRUITS]
        found = first_steps(mine, lessons=lessons_of_first_steps(), today=clock.today())
        return Response(FirstStepsOut(found, many=True).data)


class Events(Resource):
    """What happened in my downline, and to me."""

    prefix, area, tag = "evt", "desk", "events"
    serializer_class, filterset_class = EventOut, EventFilter
    orders = {"-night": "night"}

    def rows(self) -> QuerySet[Event]:
        return access.about_seen(self.request.user, Event.objects.all(), "agent__")


def _measured(goals: list[Goal]) -> list[Goal]:
    night = last_night()
    found = {one.goal.pk: one for one in reached(goals, night=night)} if night and goals else {}
    said: dict[int, list[Cheer]] = {goal.pk: [] for goal in goals}
    for cheer in setting.cheers_of(said):
        said[cheer.goal_id].append(cheer)
    for goal in goals:
        goal.found, goal.said = found.get(goal.pk), said[goal.pk]
    return goals
