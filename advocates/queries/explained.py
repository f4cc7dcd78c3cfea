"""The checks of the rule of rights with what can be done about each that failed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advocates.rights import Check, RightsAnswer

WAIT = _("Wait for a manager to lift the halt; nothing is wrong with your account.")
ADVICE: dict[str, tuple[Promise | str, str]] = {
    "halt_everything": (WAIT, ""),
    "halt_program": (WAIT, ""),
    "halt_right": (WAIT, ""),
    "halt_place": (WAIT, ""),
    "halt_message": (WAIT, ""),
    "halt_person": (_("Ask a manager of the program why."), ""),
    "halt_grant": (_("Ask a manager of the program why."), ""),
    "halt_giver": (_("Ask a manager of the program why."), ""),
    "not_enrolled": (_("Apply to become an advocate"), "/join/"),
    "term_over": (_("Apply for another term"), "/join/"),
    "no_grant": (_("A manager gives this right. See what you hold"), "/portal/rights/"),
    "only_offered": (_("Accept the offer"), "/portal/rights/"),
    "unattested": (_("Read and attest the policies"), "/portal/policies/"),
    "uncertified": (_("Take the course"), "/portal/learn/"),
    "prove_again": (_("Send it: you are asked to confirm, and nothing is lost."), ""),
    "unsecured": (_("Set up a second factor"), "/accounts/2fa/"),
    "day_used": (_("It begins anew at midnight, in the program's time zone."), ""),
    "shared_day_used": (_("It begins anew at midnight, in the program's time zone."), ""),
    "shared_total_used": (_("Only a new grant helps: ask a manager."), ""),
    "total_used": (_("Only a new grant helps: ask a manager."), ""),
    "own": (_("Another moderator decides on it."), ""),
    "flagged": (_("Another moderator decides on it."), ""),
    "decided": (_("Another moderator decides on it."), ""),
}
NOT_ASKED = {"no_quota"}


@dataclass(frozen=True, slots=True)
class Explained:
    """One check as people read it. `outcome` is passed, failed, or unknown where there was nothing to check."""

    code: str
    sentence: str
    outcome: str
    fix: Promise | str = ""
    fix_url: str = ""


def explained(answer: RightsAnswer) -> list[Explained]:
    """Every check in its fixed order, with advice to the person themselves."""
    return [_explained(check) for check in answer.checks]


def _explained(check: Check) -> Explained:
    fix, url = ADVICE.get(check.why, ("", "")) if not check.passed else ("", "")
    outcome = "unknown" if check.why in NOT_ASKED else check.outcome
    return Explained(check.code, check.sentence, outcome, fix, url)
