"""The form with which editors write a course. It refuses a quiz that nobody could pass."""

import random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm

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
        clauses = PolicyVersion.objects.cited(Program.objects.of_page(self.parent_page), timezone.now())
        faults = [
            _("Question %(number)d: %(fault)s") % {"number": number, "fault": said}
            for number, question in enumerate(frozen(quiz, random.Random(0)), start=1)  # noqa: S311
            if (said := fault(question, clauses))
        ]
        if faults:
            self.add_error("quiz", ValidationError([str(one) for one in faults], code="unanswerable"))
        return cleaned
