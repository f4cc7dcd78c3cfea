"""What the rule of rights answers: every check it made, and what is left."""

from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sitewide.errors import Forbidden

CHECKS = (
    "halted",
    "enrolled",
    "granted",
    "attested",
    "certified",
    "secured",
    "within_quota",
    "unrestricted",
    "no_conflict",
)

TITLES = {
    "halted": _("Nothing is halted"),
    "enrolled": _("Enrolled in the program"),
    "granted": _("The right is granted here"),
    "attested": _("Policies attested"),
    "certified": _("Training passed"),
    "secured": _("Second factor"),
    "within_quota": _("Within the quota"),
    "unrestricted": _("No quiet period or embargo"),
    "no_conflict": _("No conflict of interest"),
}

SENTENCES = {
    "no_halt": _("No halt covers this."),
    "halt_everything": _("Everything done under delegated rights is halted, in every program."),
    "halt_program": _("The program is halted: nothing is done under delegated rights until the halt is lifted."),
    "halt_right": _("This right is halted in the whole program."),
    "halt_place": _("This place is halted."),
    "halt_person": _("This person's rights are halted."),
    "halt_grant": _("This grant is halted."),
    "halt_giver": _("Whoever passed this right on, or the grant it comes from, is halted."),
    "halt_message": _("This message is halted."),
    "silence_mute": _("This person is muted in the program until %(until)s."),
    "silence_suspension": _("This person is suspended in the program until %(until)s."),
    "enrolled": _("The enrolment is active until %(until)s."),
    "not_enrolled": _("There is no active enrolment in this program."),
    "not_yet": _("The term begins on %(since)s."),
    "term_over": _("The term ended on %(until)s."),
    "granted": _("A live grant covers this place until %(until)s."),
    "no_grant": _("No live grant of this right covers this place."),
    "only_offered": _("The grant is offered, but not accepted yet."),
    "not_started": _("The grant begins on %(since)s."),
    "attested": _("Every policy of the program is attested."),
    "unattested": _("%(count)s of the program's policies must be attested first."),
    "no_course": _("This right needs no course."),
    "certified": _("The course that this right rests on is passed, and the certificate is valid."),
    "uncertified": _("This right rests on a course that must be passed first, or passed again."),
    "secured": _("A second factor protects the account."),
    "no_factor_asked": _("This program does not ask for a second factor."),
    "prove_again": _("Confirm that it is you first, by your passkey or authenticator app."),
    "unsecured": _("The account needs a second factor: an authenticator app or a passkey."),
    "in_quota": _("%(today)s of %(per_day)s uses are left today."),
    "day_used": _("Today's quota is used up: %(per_day)s a day."),
    "total_used": _("All %(in_total)s uses of the grant are used up."),
    "shared_day_used": _("Today's quota is used up together with those who share it by passing on."),
    "shared_total_used": _("All uses of the grant are used up, together with those who share it by passing on."),
    "no_quota": _("Without a live grant there is no quota."),
    "unrestricted": _("No quiet period or embargoed topic applies."),
    "quiet": _("There is a quiet period here until %(until)s: %(why)s"),
    "embargo": _("“%(word)s” is an embargoed topic here until %(until)s: %(why)s"),
    "no_conflict": _("Nothing speaks against an unbiased decision."),
    "own": _("The message is their own."),
    "flagged": _("They flagged the message themselves."),
    "decided": _("They decided on the message before."),
    "household": _("They share a household with the author."),
    "employer": _("They and the author are tied by an employer."),
    "competitor": _("They and the author are tied to competitors."),
    "related": _("They stand too near to the author."),
    "cohort": _("They and the author came into the program together."),
}


class Check(NamedTuple):
    """One check: its stable code, whether it passed, and the key and values of the sentence for people."""

    code: str
    passed: bool
    why: str
    values: dict[str, Any] = {}

    @property
    def title(self) -> str:
        return str(TITLES[self.code])

    @property
    def outcome(self) -> str:
        return "passed" if self.passed else "failed"

    @property
    def sentence(self) -> str:
        return gettext(str(SENTENCES[self.why])) % self.values if self.values else str(SENTENCES[self.why])


class RightsAnswer(NamedTuple):
    """The answer to "may this person do this here, now?".

    `checks` has every check in the fixed order. `held` says that a permitted post or reply waits for approval.
    `left_today` and `left_total` are uses before this one; None where there is no grant or no such limit.
    """

    allowed: bool
    held: bool
    checks: tuple[Check, ...]
    grant_id: int | None = None
    left_today: int | None = None
    left_total: int | None = None

    @property
    def refusal(self) -> Check | None:
        """The first check that failed."""
        return next((check for check in self.checks if not check.passed), None)


class NotAllowed(Forbidden):
    """The rule of rights said no. `answer` has every check; the sentence is that of the first that failed."""

    def __init__(self, answer: RightsAnswer) -> None:
        refusal = answer.refusal
        assert refusal is not None, "an answer that allows is no refusal"
        checks = [
            {"code": c.code, "passed": c.passed, "outcome": c.outcome, "sentence": c.sentence} for c in answer.checks
        ]
        super().__init__(refusal.sentence, code=refusal.code, detail={"checks": checks})
        self.answer = answer

    @property
    def asks_for_proof(self) -> bool:
        """Whether all would be well if the person proved once more who they are."""
        return [check.why for check in self.answer.checks if not check.passed] == ["prove_again"]
