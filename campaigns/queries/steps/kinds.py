"""What a kind of step is: what it can be set to, and what proves it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from advocates.models import CoursePage, Program
from advocates.queries.places import pages_below
from campaigns.models import Evidence, Idea, MissionStep, Submission
from cms.models import BrandPage, Message
from sitewide.addresses import web_address
from sitewide.errors import Invalid
from sitewide.text import one_line

MOST = 1_000
MOST_SEEN = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that a step is set to. `kind` is count, page, course, text, web, host or flag; stored as plain JSON."""

    name: str
    kind: str
    label: StrOrPromise
    help_text: StrOrPromise = ""
    required: bool = False

    def read(self, value: Any, program: Program) -> Any:
        """The value as it is stored; None where nothing is set. Refuses (422) what does not fit, or is another program's."""
        if value is None or value is False or value == "":
            if self.required:
                raise Invalid(_("Say for this step: %(what)s.") % {"what": self.label}, code="step_unset")
            return None
        return getattr(self, f"_{self.kind}")(value, program)

    def _count(self, value: Any, program: Program) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
            raise Invalid(_("A number from 1 to 1,000 is needed."), code="step_count")
        return int(value)

    def _flag(self, value: Any, program: Program) -> bool:
        return bool(value)

    def _page(self, value: Any, program: Program) -> int:
        pages = BrandPage.objects.filter(pk__in=pages_below(Program.objects.filter(pk=program.pk)).values("pk"))
        return self._one_of(pages, value)

    def _course(self, value: Any, program: Program) -> int:
        return self._one_of(CoursePage.objects.child_of(program.root_page), value)

    def _one_of(self, rows: Any, value: Any) -> int:
        found = rows.filter(pk=getattr(value, "pk", value)).first()
        if found is None:
            raise Invalid(_("This page is not one of the program."), code="step_page")
        return int(found.pk)

    def _text(self, value: Any, program: Program) -> str:
        return one_line(str(value), 120)

    def _web(self, value: Any, program: Program) -> str:
        return web_address(str(value).strip())

    def _host(self, value: Any, program: Program) -> str:
        host = str(value).strip().lower().removeprefix("www.")
        if not host or len(host) > 120 or not all(char.isalnum() or char in ".-" for char in host) or "." not in host:
            raise Invalid(_("A host reads like shop.example."), code="step_host")
        return host


@dataclass(frozen=True, slots=True)
class Window:
    """Who did it, in which program, from when, and until when it counts (None: until now)."""

    program: Program
    member_id: int
    since: datetime
    until: datetime | None = None

    @classmethod
    def of(cls, submission: Submission) -> "Window":
        """While it is worked on, to now; afterwards to the moment it was sent."""
        open_still = submission.state in Submission.WORKABLE
        return cls(
            submission.program, submission.member_id, submission.taken_at, None if open_still else submission.sent_at
        )

    def at(self, field: str) -> dict[str, Any]:
        """The window as a filter on a moment."""
        after = {f"{field}__gte": self.since}
        return after if self.until is None else after | {f"{field}__lte": self.until}


class StepKind(ABC):
    """A kind of step. Where `proofs` is empty, the product sees for itself how often it was done."""

    slug: ClassVar[str]
    icon: ClassVar[str]
    settings: ClassVar[tuple[Setting, ...]] = ()
    proofs: ClassVar[tuple[str, ...]] = ()
    disclosed: ClassVar[bool] = False
    """Whether what a link shows must tell that its author gets something for it."""

    @abstractmethod
    def hint(self, step: MissionStep) -> str:
        """What is asked exactly, and what counts, in a sentence for the advocate."""

    def wanted(self, step: MissionStep) -> int:
        return int(step.settings.get("count") or 1)

    def done(self, step: MissionStep, window: Window) -> int:
        """How often the product saw it done in the window: never, where evidence proves it."""
        return 0

    def seen(self, step: MissionStep, window: Window) -> Iterable[Message | Idea]:
        """What was seen, newest first, at most `MOST_SEEN`: a person who judges it opens it. Nothing where no page shows it."""
        return ()

    def faults(self, step: MissionStep, evidence: Evidence) -> str:
        """Why a piece of evidence cannot be one for this step, for people; empty where it can."""
        return ""

    def lacks(self, step: MissionStep) -> list[Setting]:
        """What the step must be set to and is not: a plan leaves it open."""
        return [one for one in self.settings if one.required and one.name not in step.settings]

    @property
    def label(self) -> str:
        return str(MissionStep.Kind(self.slug).label)

    @property
    def is_seen(self) -> bool:
        return not self.proofs


COUNT = Setting("count", "count", _("how often"), _("Empty: once."))
PAGE = Setting("page", "page", _("on which page"), _("Or below it. Empty: on every page of the program."))
HOST = Setting("host", "host", _("on which site"), _("Like shop.example. Empty: anywhere."))


def page_of(step: MissionStep) -> BrandPage | None:
    """The page that a step is set to."""
    number = step.settings.get("page")
    return BrandPage.objects.filter(pk=number).first() if number else None
