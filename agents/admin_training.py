"""What is taught, for those who write it: paths, their lessons, the questions below a lesson and
each question's choices, a page a step. A lesson is withdrawn and not deleted, as it was done."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agents.training import answering
from agents.training.models import Choice, Lesson, LessonDone, Path, Question
from agents.training.progress import previewed
from agents.views import training as pages
from mlmsite.lib.admin import NoDelete, ReadOnly

LINE = forms.TextInput({"class": "vLargeTextField"})
FEW_LINES = {
    models.CharField: {"widget": LINE},
    models.TextField: {"widget": forms.Textarea({"rows": 3, "class": "vLargeTextField"})},
}


class ChoiceFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data.get("text") and not form.cleaned_data.get("DELETE")
        ]
        if len(kept) < 2 or not any(choice["right"] for choice in kept):
            raise forms.ValidationError(
                gettext("Give two choices or more, and mark at least one of them as right.")
            )


class LessonInline(admin.TabularInline):
    model = Lesson
    fields = ("position", "title", "minutes", "published")
    ordering = ("position", "id")
    extra = 0
    can_delete = False
    show_change_link = True
    verbose_name_plural = _("lessons (the text, the video and the questions are behind “Change”)")


class QuestionInline(admin.StackedInline):
    model = Question
    fields = ("position", "text", "explanation", "choices_so_far")
    formfield_overrides = FEW_LINES
    readonly_fields = ("choices_so_far",)
    ordering = ("position", "id")
    extra = 0
    show_change_link = True
    verbose_name_plural = _("questions (save them, then give each its choices behind “Change”)")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).annotate(right_ones=_right_ones())

    @admin.display(description=_("choices"))
    def choices_so_far(self, question: Question) -> str:
        if getattr(question, "right_ones", 0):
            return "; ".join(choice.text for choice in question.choices.order_by("position", "id"))
        return gettext("None is right yet, so the question is not asked.")


class ChoiceInline(admin.TabularInline):
    model = Choice
    formset = ChoiceFormSet
    fields = ("position", "text", "right")
    formfield_overrides = FEW_LINES
    ordering = ("position", "id")
    extra = 1
    min_num = 2
    verbose_name_plural = _("choices (mark each right one; where several are, all must be chosen)")


@admin.register(Path)
class PathAdmin(NoDelete):
    list_display = ("title", "position", "starts_on_joining", "published", "lessons_in_it")
    formfield_overrides = FEW_LINES
    search_fields = ("title",)
    inlines = (LessonInline,)
    ordering = ("position", "id")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(preview_path)
        return [
            path("<int:path_id>/preview/", view, name="agents_path_preview"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Path]:
        published = Count("lessons", filter=Q(lessons__published=True))
        return super().get_queryset(request).annotate(published_lessons=published)

    @admin.display(description=_("lessons that are published"))
    def lessons_in_it(self, of: Path) -> int:
        return of.published_lessons


@admin.register(Lesson)
class LessonAdmin(NoDelete):
    list_display = ("title", "path", "position", "minutes", "published")
    list_filter = ("path", "published")
    list_select_related = ("path",)
    search_fields = ("title", "body")
    inlines = (QuestionInline,)
    ordering = ("path__position", "path", "position", "id")
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.CharField: {"widget": LINE},
        models.TextField: {"widget": forms.Textarea({"rows": 30, "class": "vLargeTextField"})},
    }

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(preview_lesson)
        return [
            path("<int:lesson_id>/preview/", view, name="agents_lesson_preview"),
            *super().get_urls(),
        ]


@admin.register(Question)
class QuestionAdmin(NoDelete):
    list_display = ("text", "lesson", "is_asked")
    formfield_overrides = FEW_LINES
    list_select_related = ("lesson",)
    search_fields = ("text", "lesson__title")
    inlines = (ChoiceInline,)
    ordering = ("lesson", "position", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).annotate(right_ones=_right_ones())

    @admin.display(boolean=True, description=_("has a right choice"))
    def is_asked(self, question: Question) -> bool:
        return question.right_ones > 0


@admin.register(LessonDone)
class LessonDoneAdmin(ReadOnly):
    list_display = ("agent", "lesson", "attempts", "last_at", "done_at")
    list_filter = ("lesson__path",)
    list_select_related = ("agent", "lesson")
    search_fields = ("agent__code__exact", "lesson__title")
    ordering = ("-id",)


def preview_path(request: HttpRequest, path_id: int) -> HttpResponse:
    shown = _seen(request, Path, path_id)
    context = _preview(shown) | {"progress": previewed(shown)}
    return render(request, "agents/training/path.html", context)


def preview_lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """As its page is; answers are marked, and not kept."""
    shown = _seen(request, Lesson, lesson_id)
    answers = None
    if request.method == "POST":
        answers = answering.graded(shown, chosen=pages.chosen(request))
    done = answers is not None and all(asked.mark.is_right for asked in answers)
    context = _preview(shown) | {"progress": previewed(shown.path), "is_done": done, "refused": ""}
    return pages.lesson_page(request, shown, answers=answers, **context)


def _seen(request: HttpRequest, model: type[models.Model], pk: int) -> models.Model:
    if not admin.site.get_model_admin(model).has_view_permission(request):
        raise PermissionDenied
    return get_object_or_404(model, pk=pk)


def _preview(shown: models.Model) -> dict:
    edit = reverse(f"admin:agents_{shown._meta.model_name}_change", args=[shown.pk])
    return {"preview": True, "edit": edit}


def _right_ones() -> Count:
    return Count("choices", filter=Q(choices__right=True))
