"""Steps outside the product: somebody shows what proves them, checks look at it, and a person decides."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from campaigns.models import Evidence, MissionStep
from campaigns.queries.steps.kinds import HOST, Setting, StepKind

Kind = Evidence.Kind


def _elsewhere(step: MissionStep, evidence: Evidence) -> str:
    """Whether a link leads to another site than the step names."""
    host = str(step.settings.get("host") or "")
    if not host or evidence.kind != Kind.LINK:
        return ""
    given = (urlsplit(evidence.url).hostname or "").removeprefix("www.")
    if given == host or given.endswith(f".{host}"):
        return ""
    return _("The link must lead to %(host)s.") % {"host": host}


class Reviews(StepKind):
    """A review of a product, whatever it says: the points are for writing one, never for liking it (16 CFR 465)."""

    slug, icon = "review", "award"
    settings = (Setting("product", "text", _lazy("of which product"), required=True), HOST)
    proofs = (Kind.LINK,)
    disclosed = True

    def hint(self, step: MissionStep) -> str:
        told = _(
            "Your honest review of %(product)s, good or bad: the points are the same. Say in it that you get something."
        )
        return told % {"product": step.settings.get("product", "…")}

    def faults(self, step: MissionStep, evidence: Evidence) -> str:
        return _elsewhere(step, evidence)


class Pictures(StepKind):
    slug, icon = "picture", "image"
    settings = (Setting("subject", "text", _lazy("what it shows")),)
    proofs = (Kind.PICTURE,)

    def hint(self, step: MissionStep) -> str:
        subject = step.settings.get("subject")
        told = _("A picture that you took yourself.")
        return f"{told} {_('It shows: %(subject)s.') % {'subject': subject}}" if subject else told


class Visits(StepKind):
    slug, icon = "visit", "link"
    settings = (HOST,)
    proofs = (Kind.LINK,)

    def hint(self, step: MissionStep) -> str:
        host = step.settings.get("host")
        return _("A public link on %(host)s.") % {"host": host} if host else _("A public link that shows it.")

    def faults(self, step: MissionStep, evidence: Evidence) -> str:
        return _elsewhere(step, evidence)


class Attendances(StepKind):
    slug, icon = "attend", "calendar"
    settings = (Setting("event", "text", _lazy("which event"), required=True),)
    proofs = (Kind.PICTURE, Kind.FILE, Kind.TEXT)

    def hint(self, step: MissionStep) -> str:
        told = _(
            "You were at %(event)s: a picture, a ticket or badge as a file, or a few words about what was said there."
        )
        return told % {"event": step.settings.get("event", "…")}


class Surveys(StepKind):
    slug, icon = "survey", "list-checks"
    settings = (Setting("address", "web", _lazy("address of the survey"), required=True),)
    proofs = (Kind.TEXT,)

    def hint(self, step: MissionStep) -> str:
        told = _("Answer the questions at %(address)s and copy here the code that stands at its end.")
        return told % {"address": step.settings.get("address", "…")}
