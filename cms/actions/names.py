"""What readers see of a person's name, where the person speaks or may speak."""

from django.db.models import F, Q

from advocates.models import Grant
from cms.models import Message, Thread
from record.models import Entry

NAME = "names in conversations"
VERBS = frozenset({"name.chosen", "profile.changed", "profile.released"})
SHOWN = frozenset({"name", "handle"})


def show_names(entry: Entry) -> None:
    """Consumer of `VERBS`: the conversations in which the person spoke, or may speak, are made anew for readers."""
    if entry.verb == "profile.changed" and not SHOWN.intersection(entry.data.get("fields", ())):
        return
    person_id = entry.actor_id if entry.verb == "name.chosen" else entry.subject_id
    spoken = Message.objects.filter(author_id=person_id).values("page")
    where = Q(page__in=spoken)
    live = Grant.objects.live(entry.at).filter(advocate_id=person_id)
    for path in live.values_list("scope__path", flat=True):
        where |= Q(page__path__startswith=path)
    Thread.objects.filter(where).update(version=F("version") + 1)
