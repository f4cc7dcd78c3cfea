"""How a program handles missions, and the words in which answers are given."""

from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models import MissionTerms

RETURNS = {
    "link_dead": _("The link does not answer"),
    "no_disclosure": _("The disclosure is missing"),
    "unclear": _("The picture or text is not clear enough"),
    "too_little": _("Something of the steps is missing"),
    "wrong_place": _("It is about something else, or stands in the wrong place"),
    "other": _("Something else, said in words"),
}
"""Why something is to be changed and sent again."""
REFUSALS = {
    "not_done": _("The steps were not done"),
    "not_own": _("It was made by somebody else"),
    "used_before": _("It was used before"),
    "misleading": _("It misleads its readers"),
    "against_rules": _("It breaks a rule of the program"),
    "other": _("Something else, said in words"),
}
"""Why something is not accepted, and why something verified is taken back."""
REASONS = RETURNS | REFUSALS


def terms_of(program: Program) -> MissionTerms:
    """The program's terms; the defaults where nobody has set them."""
    return MissionTerms.objects.filter(program=program).first() or MissionTerms(program=program)
