"""Steps that the product sees itself: the rows of what was done prove them, and nobody has to hand in anything."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from advocates.models import Certification, CoursePage
from campaigns.models import Contribution, EarningRule, Idea, MissionStep
from campaigns.queries.steps.kinds import COUNT, MOST_SEEN, PAGE, Setting, StepKind, Window, page_of
from cms.models import Acceptance, Message
from moderation.models import Decision
from record.models import Entry


def _there(step: MissionStep, sentence: str) -> str:
    page = page_of(step)
    return _("%(what)s On the page %(page)s or below it.") % {"what": sentence, "page": page} if page else sentence


def _said(step: MissionStep, window: Window, **only: Any) -> QuerySet[Message]:
    """What the person said in the window and readers see now, on the step's page or below it."""
    said = Message.objects.filter(
        program=window.program,
        author=window.member_id,
        state=Message.State.PUBLISHED,
        **window.at("published_at"),
        **only,
    )
    page = page_of(step)
    return said.filter(page__path__startswith=page.path) if page else said


def _accepted_only(step: MissionStep) -> str:
    return _("Only what whoever asked has accepted.") if step.settings.get("accepted") else ""


class Posts(StepKind):
    slug, icon = "post", "pen-line"
    settings = (COUNT, PAGE)

    def hint(self, step: MissionStep) -> str:
        many = self.wanted(step)
        told = ngettext("%(many)s published post counts.", "%(many)s published posts count.", many) % {"many": many}
        return _there(step, told)

    def done(self, step: MissionStep, window: Window) -> int:
        return _said(step, window, kind=Message.Kind.POST).count()

    def seen(self, step: MissionStep, window: Window) -> Iterable[Message]:
        return _said(step, window, kind=Message.Kind.POST).order_by("-published_at")[:MOST_SEEN]


class Replies(StepKind):
    slug, icon = "reply", "message-square-reply"
    settings = (COUNT, PAGE)

    def hint(self, step: MissionStep) -> str:
        many = self.wanted(step)
        told = ngettext("%(many)s published official reply counts.", "%(many)s published official replies count.", many)
        return _there(step, told % {"many": many})

    def done(self, step: MissionStep, window: Window) -> int:
        return _said(step, window, kind=Message.Kind.REPLY).count()

    def seen(self, step: MissionStep, window: Window) -> Iterable[Message]:
        return _said(step, window, kind=Message.Kind.REPLY).order_by("-published_at")[:MOST_SEEN]


class Answers(StepKind):
    """An answer to somebody else's message; two to the same one count once. Where it is set, only accepted ones count."""

    slug, icon = "answer", "circle-help"
    settings = (COUNT, PAGE, Setting("accepted", "flag", _lazy("only what whoever asked accepted")))

    def hint(self, step: MissionStep) -> str:
        many = self.wanted(step)
        told = ngettext(
            "%(many)s published answer to somebody else's message counts.",
            "%(many)s published answers to other people's messages count.",
            many,
        )
        return _there(step, f"{told % {'many': many}} {_accepted_only(step)}".strip())

    def done(self, step: MissionStep, window: Window) -> int:
        return self._answers(step, window).values("answers").distinct().count()

    def seen(self, step: MissionStep, window: Window) -> Iterable[Message]:
        return self._answers(step, window).order_by("-published_at")[:MOST_SEEN]

    def _answers(self, step: MissionStep, window: Window) -> QuerySet[Message]:
        answers = _said(step, window, answers__isnull=False).exclude(answers__author=window.member_id)
        if step.settings.get("accepted"):
            answers = answers.filter(pk__in=Acceptance.objects.standing().values("answer"))
        return answers


class Decisions(StepKind):
    slug, icon = "moderate", "gavel"
    settings = (COUNT, PAGE)

    def hint(self, step: MissionStep) -> str:
        many = self.wanted(step)
        told = ngettext(
            "%(many)s case that you decide counts, whatever you decide, unless it is overturned.",
            "%(many)s cases that you decide count, whatever you decide, unless they are overturned.",
            many,
        )
        return _there(step, told % {"many": many})

    def done(self, step: MissionStep, window: Window) -> int:
        made = Decision.objects.filter(
            by=window.member_id, case__program=window.program, capacity=Decision.Capacity.DELEGATED, overturned_at=None,
            **window.at("at"),
        )  # fmt: skip
        page = page_of(step)
        made = made.filter(case__path__startswith=page.path) if page else made
        return made.values("case").distinct().count()


class Courses(StepKind):
    slug, icon = "course", "book-open"
    settings = (Setting("course", "course", _lazy("which course"), required=True),)

    def hint(self, step: MissionStep) -> str:
        course = CoursePage.objects.filter(pk=step.settings.get("course")).first()
        return _("Pass the quiz of the course “%(course)s”.") % {"course": course or "…"}

    def done(self, step: MissionStep, window: Window) -> int:
        passed = Certification.objects.filter(
            member=window.member_id, program=window.program, course=step.settings["course"], revoked_at=None,
            **window.at("passed_at"),
        )  # fmt: skip
        return passed.count()


class Referrals(StepKind):
    """Referrals that became something: they arise from the record as contributions, whatever they earn."""

    slug, icon = "refer", "user-plus"
    settings = (COUNT,)

    def hint(self, step: MissionStep) -> str:
        many = self.wanted(step)
        told = ngettext(
            "%(many)s person who comes by your link and stays counts.",
            "%(many)s people who come by your link and stay count.",
            many,
        )
        return told % {"many": many}

    def done(self, step: MissionStep, window: Window) -> int:
        arisen = Contribution.objects.filter(
            program=window.program, member=window.member_id, what=EarningRule.What.REFERRAL, **window.at("at")
        )
        return arisen.exclude(state=Contribution.State.REVERSED).count()


class Ideas(StepKind):
    """Ideas that were submitted, as the record tells."""

    slug, icon = "idea", "sparkles"
    settings = (COUNT,)
    VERB: ClassVar[str] = "idea.submitted"

    def hint(self, step: MissionStep) -> str:
        many = self.wanted(step)
        return ngettext("%(many)s idea that you submit counts.", "%(many)s ideas that you submit count.", many) % {
            "many": many
        }

    def done(self, step: MissionStep, window: Window) -> int:
        return self._written(window).distinct().count()

    def seen(self, step: MissionStep, window: Window) -> Iterable[Idea]:
        return Idea.objects.filter(program=window.program, pk__in=list(self._written(window))).order_by("-pk")[
            :MOST_SEEN
        ]

    def _written(self, window: Window) -> QuerySet[Entry, int]:
        written = Entry.objects.filter(program_id=window.program.pk, verb=self.VERB, actor_id=window.member_id)
        return written.filter(**window.at("at")).values_list("subject_id", flat=True)
