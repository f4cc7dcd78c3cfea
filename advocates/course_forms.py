"""The form with which editors write a course. It refuses a quiz that nobody could pass."""

import random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.models import Page

from advocates.models.policy import PolicyVersion
from advocates.models.program import Program
from advocates.quizzes import fault, frozen


class CourseForm(WagtailAdminPageForm):
    """Each question names its own fault; here is what only the whole course knows: which clauses can be cited."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        quiz = cleaned.get("quiz")
        if quiz is None:
            return cleaned
        clauses = citable(self.parent_page)
        faults = [
            _("Question %(number)d: %(fault)s") % {"number": number, "fault": said}
            for number, question in enumerate(frozen(quiz, random.Random(0)), start=1)  # noqa: S311
            if (said := fault(question, clauses))
        ]
        if faults:
            self.add_error("quiz", ValidationError([str(one) for one in faults], code="unanswerable"))
        return cleaned


def citable(parent: Page) -> set[str]:
    """The numbers of the clauses that decisions can cite now, in the program whose pages these are."""
    current = PolicyVersion.objects.current(timezone.now()).filter(policy__governs_messages=True)
    rows = current.filter(policy__program=Program.objects.of_page(parent))
    return set(rows.values_list("clauses__code", flat=True)) - {None}
