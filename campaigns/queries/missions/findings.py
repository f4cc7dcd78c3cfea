"""What the checks found, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from campaigns.models import Evidence

GOOD = {
    "answers": _lazy("The link answers."),
    "disclosed": _lazy("It tells readers that there is something in it for its author: “%(detail)s”."),
    "lands_elsewhere": _lazy("It leads on to %(detail)s, which was not used before."),
    "new_picture": _lazy("No picture handed in before looks like it."),
    "new_text": _lazy("Nobody handed in the same words before."),
}
BAD = {
    "answers": _lazy("The link does not answer (%(detail)s)."),
    "disclosed": _lazy("No disclosure was found on the page; a person looks."),
    "lands_elsewhere": _lazy("It leads on to %(detail)s, which was handed in before."),
    "new_picture": _lazy("A picture handed in before looks nearly the same; a person compares them."),
    "new_page": _lazy("The same page with other parameters was handed in before; a person compares them."),
    "new_text": _lazy("The same words were handed in before; a person compares them."),
}

COMPARED = frozenset({"new_picture", "new_page"})
NO_ANSWER = {
    "address_malformed": _lazy("it is no address"),
    "address_port": _lazy("its port is not one of the web"),
    "address_private": _lazy("it is not on the public internet"),
    "address_scheme": _lazy("it is no web address"),
    "address_unknown": _lazy("its site cannot be found"),
}
"""Why a link was not even asked, by the code of `sitewide.addresses`; else the detail is the answer's number."""


@dataclass(frozen=True, slots=True)
class Told:
    good: bool
    sentence: str


def told_of(evidence: Evidence) -> list[Told]:
    """Each finding as a sentence; one that waits for its checks says so by having none."""
    return [Told(bool(one["good"]), _sentence(one)) for one in evidence.findings]


def alike_to(evidence: Evidence) -> list[int]:
    """The numbers of the evidence that a picture looks like, or that shows the page of a link."""
    found = [one for one in evidence.findings if one["code"] in COMPARED and not one["good"]]
    return [int(number) for one in found for number in one["detail"].split()]


def _sentence(one: dict[str, Any]) -> str:
    known = (GOOD if one["good"] else BAD).get(one["code"])
    return (
        str(known) % {"detail": NO_ANSWER.get(one["detail"], one["detail"])}
        if known
        else _("Something else was found.")
    )
