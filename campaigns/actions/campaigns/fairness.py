"""The check of fair rewards on a campaign, and the one way past it: a named person with a public note."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.campaigns.steps import locked, must_be_alive, said
from campaigns.fair_reward import digest_of
from campaigns.models import Campaign, FairOverride
from campaigns.queries.campaigns.offer import findings_of, is_overridden, offer_of
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.reasons import must_say

MOST_NOTE = 600
MISSING = _("Say why this is fair all the same: everybody reads it.")


def must_be_fair(campaign: Campaign) -> None:
    """Refuses (422 `unfair`) words that no program may pay for, with the rule; `detail` has every finding."""
    found = findings_of(campaign)
    if found and not is_overridden(campaign):
        told = [
            {"code": one.code, "rule": one.rule, "sentence": str(one.sentence), "change": str(one.change), "quote": one.quote}
            for one in found
        ]  # fmt: skip
        first = found[0]
        sentence = _("%(why)s %(change)s (%(rule)s)") % {
            "why": first.sentence,
            "change": first.change,
            "rule": first.rule,
        }
        raise Invalid(sentence, code="unfair", detail={"findings": told})


@transaction.atomic
def override(campaign: Campaign, *, note: str, actor: User, at: datetime) -> FairOverride:
    """Let what the check found pass, for these very words, under one's own name; everybody reads the note.

    Refuses 404 whoever does not manage it, 409 where it is over, nothing was found or somebody let it pass already, and
    422 an empty note.
    """
    row = locked(campaign, actor)
    must_be_alive(row)
    codes = [one.code for one in findings_of(row)]
    if not codes:
        raise Conflict(_("The check found nothing: there is nothing to let pass."), code="nothing_found")
    if is_overridden(row):
        raise Conflict(_("Somebody has let this pass already."), code="overridden")
    told = said(note, MOST_NOTE, MISSING, "no_note")
    must_say(told, MISSING, code="no_note")
    made = FairOverride.objects.create(
        campaign=row, codes=codes, digest=digest_of(offer_of(row)), note=told, by=actor, at=at
    )
    write(
        "campaign.fairness_overridden", at=at, actor=actor, program=row.program, subject=row, codes=codes,
        digest=made.digest,
    )  # fmt: skip
    return made
