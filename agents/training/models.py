"""What is taught, and who has done which lesson.

The agent's model is named by its label: agents.models lists these here.
"""

from typing import Self

from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
    URLValidator,
)
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

LONGEST_MINUTES = 240

LANGUAGE = RegexValidator(r"\A[a-z]{2,3}(-[A-Za-z0-9]{2,4})?\Z", _("A code like en, de or pt-BR."))
HTTPS = URLValidator(schemes=["https"], message=_("A link that begins with https://."))


class Path(models.Model):
    title = models.CharField(_("title"), max_length=100)
    description = models.TextField(
        _("description"), max_length=500, blank=True, help_text=_("Two sentences: what it is for.")
    )
    starts_on_joining = models.BooleanField(
        _("starts on joining"),
        default=False,
        help_text=_(
            "Everybody's first steps, from the day of joining on. Sponsors see how far their "
            "recruits are on it, and on no other. One path at most is that."
        ),
    )
    published = models.BooleanField(
        _("published"),
        default=False,
        help_text=_("Distributors see it, with those of its lessons that are published."),
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower ones come first; the first steps always do.")
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        default="en",
        validators=[LANGUAGE],
        help_text=_("In which it is written, like en, de or pt-BR: how it is to be read aloud."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("learning path"), _("learning paths")
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on_joining"],
                condition=Q(starts_on_joining=True),
                name="path_one_on_joining",
                violation_error_message=_(
                    "Another path starts on joining. Take it off there first: there is one at most."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title


class LessonQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Published, as is their path; in the order in which they are taught."""
        return self.filter(published=True, path__published=True).in_order()

    def in_order(self) -> Self:
        return self.order_by(
            F("path__starts_on_joining").desc(), "path__position", "path_id", "position", "id"
        )


class Lesson(models.Model):
    path = models.ForeignKey(
        Path, models.PROTECT, related_name="lessons", verbose_name=_("learning path")
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower ones come first.")
    )
    title = models.CharField(_("title"), max_length=100)
    body = models.TextField(
        _("text"),
        blank=True,
        help_text=_(
            "Markdown: # for a heading, a dash before each point of a list, **bold**, "
            "[words](https://example.com) for a link. HTML and pictures are not shown."
        ),
    )
    video_url = models.URLField(
        _("video"),
        blank=True,
        max_length=500,
        validators=[HTTPS],
        help_text=_("A link, https:// only. It opens in a tab of its own; nothing is embedded."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)],
        help_text=_("How long it takes, video included."),
    )
    published = models.BooleanField(
        _("published"),
        default=True,
        help_text=_("Switch it off to withdraw the lesson: it counts for nobody then."),
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("lesson"), _("lessons")
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, LONGEST_MINUTES)), name="lesson_minutes"
            ),
            models.CheckConstraint(
                condition=Q(video_url="") | Q(video_url__startswith="https://"), name="lesson_video"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """Asked below its lesson, once it has a right choice."""

    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="questions", verbose_name=_("lesson")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(_("question"), max_length=300)
    explanation = models.TextField(
        _("explanation"),
        max_length=1000,
        help_text=_("Why it is so: shown with the answer, whether it was right or wrong."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("question"), _("questions")

    def __str__(self) -> str:
        return self.text


class Choice(models.Model):
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="choices", verbose_name=_("question")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(_("choice"), max_length=300)
    right = models.BooleanField(_("right"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("choice"), _("choices")

    def __str__(self) -> str:
        return self.text


class LessonDoneQuerySet(models.QuerySet):
    def done(self) -> Self:
        return self.filter(done_at__isnull=False)


class LessonDone(models.Model):
    """How an agent did a lesson; without `done_at` it has answered, and not all of it right yet.
    Written by agents.training.answering only."""

    agent = models.ForeignKey(
        "agents.Agent",
        models.PROTECT,
        related_name="lessons_done",
        verbose_name=_("agent"),
        db_index=False,
    )
    lesson = models.ForeignKey(
        Lesson, models.PROTECT, related_name="done_by", verbose_name=_("lesson")
    )
    attempts = models.PositiveIntegerField(_("attempts"), help_text=_("Until it was done."))
    last_at = models.DateTimeField(_("last attempt"))
    done_at = models.DateTimeField(_("done"), null=True)

    objects = LessonDoneQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("lesson done"), _("lessons done")
        constraints = [
            models.UniqueConstraint(fields=["agent", "lesson"], name="lesson_done_once"),
            models.CheckConstraint(condition=Q(attempts__gte=1), name="lesson_done_attempts"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at=F("last_at")), name="lesson_done_at_last"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} by {self.agent_id}"
