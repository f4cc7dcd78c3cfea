"""Reads the record and opens the cases: held messages, rule hits, flags, random samples. Closes what an author withdrew.

Reading an entry twice adds nothing: a cause remembers the entry it came from, and a sample is drawn from its number.
"""

from django.utils.crypto import salted_hmac

from cms.models import Message
from moderation.actions.alike import apart
from moderation.actions.causes import Reason, close_case, open_case
from moderation.letters import answer_flag
from moderation.models import MOST_SAMPLED, Case, Cause, Decision, Flag, Intake, Rule
from record.models import Entry
from sitewide.composed import Composed

NAME = "moderation.intake"
VERBS = frozenset(
    {
        "message.held",
        "message.published",
        "message.edited",
        "message.withdrawn",
        "flag.raised",
        "breaker.released",
        "breaker.removed",
    }
)
ORDINARY = frozenset({"message.published"})
"""What concerns no case that somebody could have locked: hardly ever anything is to be done, and then a case is new."""
_SAMPLED = Composed(lambda program_id: Intake.objects.filter(program_id=program_id), program_id=int)


def handle(entry: Entry) -> None:
    """Do what the entry asks for, unless it was done before."""
    sampled = entry.verb == "message.published" and not entry.data.get("hits")
    if sampled and not drawn(entry):
        return
    if Cause.objects.filter(entry_id=entry.pk).exists():
        return
    if entry.verb == "flag.raised":
        _flagged(entry)
        return
    if entry.verb.startswith("breaker."):
        _closed_by_staff(entry)
        return
    message = Message.objects.select_related("program", "page").filter(pk=entry.subject_id).first()
    if message is None:
        return
    if message.state == Message.State.WITHDRAWN:
        close_case(message, at=entry.at)
        return
    if entry.verb == "message.edited":
        _reworded(message, entry)
    if reasons := _sample(entry, message) if sampled else _reasons(entry, message):
        open_case(message, reasons=reasons, at=entry.at)


def drawn(entry: Entry) -> bool:
    """Whether this ordinary message is a random sample: a keyed hash of the entry's number against the program's rate.

    Nobody without the key can tell beforehand, and the answer is the same however often it is asked. Four of five entries
    cost no query.
    """
    number = int.from_bytes(salted_hmac("moderation.samples", str(entry.pk), algorithm="sha256").digest()[:8], "big")
    lot = 1000 * number >> 64
    if entry.program_id is None or lot >= MOST_SAMPLED:
        return False
    intake = _SAMPLED.first(program_id=entry.program_id)
    return intake is not None and lot < intake.samples


def _sample(entry: Entry, message: Message) -> list[Reason]:
    """Only what readers see is ordinary, and only what nobody looks at or has looked at anyway."""
    if message.state != Message.State.PUBLISHED or Case.objects.filter(message=message).exists():
        return []
    return [Reason(Cause.Kind.SAMPLE, entry.at, entry_id=entry.pk)]


def _reworded(message: Message, entry: Entry) -> None:
    """Another text: its case stands alone from now on, for it may say something else than the others."""
    for case in Case.objects.filter(message=message, state=Case.State.OPEN):
        apart(case, at=entry.at)


def _closed_by_staff(entry: Entry) -> None:
    """A manager closed a trip of the breaker: there is nothing left to decide about its messages."""
    for message in Message.objects.filter(pk__in=entry.data["messages"]):
        close_case(message, at=entry.at)


def _reasons(entry: Entry, message: Message) -> list[Reason]:
    """Why the message should be looked at. A message that no longer waits needs nobody to let it through."""
    reasons = [_of_rule(entry, *hit) for hit in entry.data.get("hits", ())]
    held = entry.verb == "message.held" and message.state == Message.State.HELD
    if held and (not reasons or entry.data.get("reason") == "probation"):
        detail = str(entry.data.get("reason", ""))
        reasons.append(Reason(Cause.Kind.HELD, entry.at, detail=detail, entry_id=entry.pk))
    decided = message.state in {Message.State.HIDDEN, Message.State.REMOVED}
    return [] if decided else reasons


def _of_rule(entry: Entry, rule_id: int, detail: str) -> Reason:
    rule = Rule.objects.filter(pk=rule_id).first()
    urgency = rule.severity if rule else None
    number = rule.pk if rule else None
    return Reason(Cause.Kind.RULE, entry.at, rule_id=number, detail=detail, urgency=urgency, entry_id=entry.pk)


def _flagged(entry: Entry) -> None:
    flag = Flag.objects.select_related("message__program", "message__page", "by").filter(pk=entry.subject_id).first()
    if flag is None or Cause.objects.filter(flag=flag).exists():
        return
    reason = Reason(Cause.Kind.FLAG, flag.at, flag_id=flag.pk, entry_id=entry.pk)
    if flag.message.state in {Message.State.PUBLISHED, Message.State.HELD}:
        open_case(flag.message, reasons=[reason], at=entry.at)
    else:
        _came_late(flag, entry)


def _came_late(flag: Flag, entry: Entry) -> None:
    """The message was decided on between the flag and this reading: the flag joins that case and is answered from it."""
    decided = Decision.objects.filter(case__message=flag.message, case__state=Case.State.DECIDED).select_related("case")
    decision = decided.exclude(act="escalate").order_by("-pk").first()
    if decision is None:
        return
    Cause.objects.create(case=decision.case, kind=Cause.Kind.FLAG, at=flag.at, flag=flag, entry_id=entry.pk)
    answer_flag(flag, decision, at=entry.at)
