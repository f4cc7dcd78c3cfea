from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from advocates.forms.workbench import RIGHTS, OfProgram
from advocates.models import CoursePage, Program


class RequireForm(OfProgram):
    """That a right rests on a course, from a day on."""

    right = forms.ChoiceField(label=_("Right"), choices=RIGHTS)
    course = forms.ModelChoiceField(
        label=_("Course"), queryset=CoursePage.objects.none(), help_text=_("A published course of the program.")
    )
    binds_from = forms.DateTimeField(
        label=_("Binds from"), required=False, widget=AdminDateTimeInput,
        help_text=_("Until then advocates may learn at leisure. Empty: at once, and whoever has not passed is suspended."),
    )  # fmt: skip

    def __init__(self, *args: Any, programs: Any, **kwargs: Any) -> None:
        super().__init__(*args, programs=programs, **kwargs)
        roots = Program.objects.filter(pk__in=programs.values("pk")).select_related("root_page")
        below = CoursePage.objects.none()
        for program in roots:
            below |= CoursePage.objects.live().filter(path__startswith=program.root_page.path)
        self.fields["course"].queryset = below  # type: ignore[attr-defined]
