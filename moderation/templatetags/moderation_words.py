"""Words of the desk that a template cannot put together."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from advocates.queries.languages import named
from cms.models import Message
from moderation.acts import suggested_words
from moderation.models import Act, Case, Cause, Note, Rule
from sitewide.revealing import reveal
from sitewide.text import excerpt

register = template.Library()
KINDS = {Message.Relation.ADVOCATE: "advocate", Message.Relation.TEAM: "staff", Message.Relation.MEMBER: "member"}
PILLS: dict[str, str] = {
    Act.APPROVE: "approved", Act.RESTORE: "published", Act.HIDE: "hidden", Act.REMOVE: "removed",
    Act.LOCK: "closed", Act.WARN: "pending", Act.DISMISS: "closed", Act.ESCALATE: "escalated",
}  # fmt: skip
DONE: dict[str, StrOrPromise] = {
    Act.APPROVE: gettext_lazy("published"), Act.RESTORE: gettext_lazy("shown again"), Act.HIDE: gettext_lazy("hidden"),
    Act.REMOVE: gettext_lazy("removed"), Act.LOCK: gettext_lazy("locked"), Act.WARN: gettext_lazy("author warned"),
    Act.DISMISS: gettext_lazy("left as it is"), Act.ESCALATE: gettext_lazy("handed to staff"),
}  # fmt: skip
ICONS = {
    Cause.Kind.HELD: "hourglass",
    Cause.Kind.RULE: "list-checks",
    Cause.Kind.STAFF: "eye",
    Cause.Kind.FLAG: "flag",
    Cause.Kind.SAMPLE: "eye",
}


@register.filter
def act_state(act: str) -> str:
    """The pill's look of an act."""
    return PILLS[act]


@register.filter
def act_done(act: str) -> str:
    """What was done, in a word or two."""
    return str(DONE[act])


@register.filter
def said(body: str, length: int) -> str:
    """The first words of a message's HTML as plain text."""
    return excerpt(body, length)


@register.filter
def causes(case: Case) -> str:
    """Why a case is in the queue, in two words: flags first."""
    kinds = [cause.kind for cause in case.causes.all()]
    if flags := kinds.count(Cause.Kind.FLAG):
        return ngettext("%(n)d flag", "%(n)d flags", flags) % {"n": flags}
    if Cause.Kind.RULE in kinds:
        return gettext("Rule hit")
    if kinds == [Cause.Kind.SAMPLE]:
        return gettext("Random sample")
    return gettext("Second look") if Cause.Kind.STAFF in kinds else gettext("Held for approval")


@register.filter
def cause_words(cause: Cause) -> str:
    """One cause that is no flag, as a sentence."""
    if cause.kind == Cause.Kind.HELD:
        return _held(cause.detail)
    if cause.kind == Cause.Kind.SAMPLE:
        return gettext("An ordinary message, drawn at random: nobody complained of it.")
    if cause.kind == Cause.Kind.STAFF:
        return gettext("Staff ask for another look: %(why)s") % {"why": cause.detail or "–"}
    if cause.rule and cause.rule.kind == Rule.Kind.NEWCOMER_LINK:
        days = {"rule": cause.rule.name, "days": cause.rule.newcomer_days}
        return gettext("%(rule)s: a link from a member of less than %(days)d days") % days
    name = cause.rule.name if cause.rule else gettext("A rule that is gone")
    return gettext("%(rule)s: “%(word)s”") % {"rule": name, "word": cause.detail}


@register.filter
def cause_icon(cause: Cause) -> str:
    return ICONS[Cause.Kind(cause.kind)]


@register.filter
def note_words(note: Note) -> str:
    """What somebody did with a case, after their name."""
    words = {
        Note.Kind.ASKED: gettext("asks for a second opinion"),
        Note.Kind.OPINION: gettext("gives a second opinion"),
        Note.Kind.HANDED: gettext("handed it to %(name)s"),
        Note.Kind.SNOOZED: gettext("put it off"),
        Note.Kind.TAKEN_BACK: gettext("took it back from %(name)s"),
    }
    return words[Note.Kind(note.kind)] % {"name": note.to} if note.to else words[Note.Kind(note.kind)]


@register.filter
def language_name(code: str) -> str:
    """The name that its readers know."""
    return named(code).name


@register.filter
def relation_kind(message: Message) -> str:
    return KINDS[Message.Relation(message.relation)]


@register.filter
def revealed(text: object) -> SafeString:
    """A text of a person, escaped, with what hides, reorders or imitates in it marked; what is safe HTML stays."""
    return text if isinstance(text, SafeString) else reveal(str(text))


register.filter("suggestion", suggested_words)


def _held(reason: str) -> str:
    if reason == "probation":
        return gettext("Its author's right is on probation: it waits for approval.")
    return gettext("It was held and waits for approval.")
