from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from advocates.course_blocks import LessonStream, QuizStream
from advocates.course_forms import CourseForm
from advocates.models.program import Program


class PortalPage(Page):
    """A page that editors write in the workbench and members read in the portal: its own address leads there."""

    template = "advocates/learning/preview.html"

    class Meta:
        abstract = True

    @property
    def portal_url(self) -> str:
        raise NotImplementedError

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.portal_url)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[Any]:
        return []


class CoursePage(PortalPage):
    """A course of a program: its lessons are pages below it, its quiz certifies who passes it for `valid_days` days.

    `pass_mark` is in percent; `attempts` is how many tries anybody has within seven days.
    """

    intro = models.CharField(_("introduction"), max_length=300, help_text=_("What one can do after it."))
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts within seven days"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    valid_days = models.PositiveSmallIntegerField(
        _("days a certificate is valid"), default=365, validators=[MinValueValidator(1), MaxValueValidator(1095)]
    )
    quiz = StreamField(QuizStream(), blank=True, verbose_name=_("quiz"))

    subpage_types: ClassVar[list[str]] = ["advocates.LessonPage"]
    base_form_class = CourseForm
    page_description = _("Lessons and a quiz. A right can require that it was passed.")
    content_panels: list[Any] = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [FieldPanel("pass_mark"), FieldPanel("attempts"), FieldPanel("valid_days")], heading=_("To be certified")
        ),
        FieldPanel("quiz"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Courses stand directly below the root page of a program."""
        return bool(super().can_create_at(parent)) and Program.objects.filter(root_page=parent.pk).exists()

    @property
    def portal_url(self) -> str:
        return f"/portal/learn/{self.pk}/"


class LessonPage(PortalPage):
    """One lesson of a course, in the order of the page tree."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    body = StreamField(LessonStream(), verbose_name=_("content"))

    parent_page_types: ClassVar[list[str]] = ["advocates.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One lesson of a course.")
    content_panels: list[Any] = [*Page.content_panels, FieldPanel("minutes"), FieldPanel("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def portal_url(self) -> str:
        return f"/portal/learn/lessons/{self.pk}/"
