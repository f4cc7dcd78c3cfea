"""The check of fair rewards on a mission, and the one way past it: a named person with a public note."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.missions.drafts import draft_of
from campaigns.fair_reward import digest_of
from campaigns.models import FairOverride, Mission
from campaigns.queries.missions.offer import findings_of, offer_of, override_of
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.reasons import reason_of


def must_be_fair(mission: Mission) -> None:
    """Refuses (422 `unfair`) what no program may pay for, with the rule, unless somebody let these very words pass."""
    found = findings_of(mission)
    if not found or override_of(mission) is not None:
        return
    first = found[0]
    sentence = _("%(why)s %(change)s (%(rule)s)") % {"why": first.sentence, "change": first.change, "rule": first.rule}
    raise Invalid(sentence, code="unfair", detail={"rules": [one.rule for one in found]})


@transaction.atomic
def override(mission: Mission, *, note: str, actor: User, at: datetime) -> FairOverride:
    """Let what the check found pass, for these very words, under one's own name; advocates read the note.

    Refuses 404 whoever does not manage it, 409 where it is open, nothing was found or somebody let it pass, 422 no note.
    """
    row = draft_of(mission, actor)
    codes = [one.code for one in findings_of(row)]
    if not codes or override_of(row) is not None:
        raise Conflict(_("There is nothing to let pass."), code="nothing_found")
    note = reason_of(note, 600, _("Say why this is fair all the same: everybody reads it."), code="no_note")
    digest = digest_of(offer_of(row))
    made = FairOverride.objects.create(campaign=row.campaign, codes=codes, digest=digest, note=note, by=actor, at=at)
    write(
        "mission.fairness_overridden", at=at, actor=actor, program=row.program, subject=row, codes=codes, digest=digest
    )
    return made
