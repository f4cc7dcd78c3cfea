"""A scenario told in words: when it applies, what is done, by whom, in which time, or else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from advocates.queries.languages import named
from cms.models import Message
from moderation.acts import OPTIONS
from moderation.models import Act, Cause, Rule, Scenario
from moderation.queries.playbook.owners import else_words, owner_words

AUTHORS: dict[str, StrOrPromise] = {
    "newcomer": _("a newcomer"), "member": _("a member"), "advocate": _("an advocate"), "team": _("the team"),
}  # fmt: skip
HAS: dict[str, StrOrPromise] = {"links": _("a link"), "pictures": _("a picture")}
LABELS: dict[str, StrOrPromise] = {
    "clause": _("flagged as breaking %(said)s"), "cause": _("here because: %(said)s"), "rule": _("hit by %(said)s"),
    "language": _("in %(said)s"), "words": _("says %(said)s"), "kind": _("is %(said)s"),
    "author": _("written by %(said)s"), "has": _("has %(said)s"), "urgency": _("urgency %(said)s or more"),
    "reach": _("%(said)s readers a day or more"),
}  # fmt: skip
VALUES: dict[str, dict[str, StrOrPromise]] = {
    "kind": dict(Message.Kind.choices), "cause": dict(Cause.Kind.choices), "author": AUTHORS, "has": HAS,
}  # fmt: skip
DISMISS = _("leave it")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the map, in words."""

    scenario: Scenario
    when: tuple[str, ...]
    joined: str
    acts: tuple[str, ...]
    clause: str
    owner: str
    hours: int
    otherwise: str

    @property
    def within(self) -> str:
        return ngettext("within %(n)s hour", "within %(n)s hours", self.hours) % {"n": self.hours}

    @property
    def answer(self) -> str:
        """What to do, and the rule to cite, in one line."""
        acts = gettext(", else ").join(self.acts)
        return f"{acts} · {gettext('rule %(code)s') % {'code': self.clause}}" if self.clause else acts

    @property
    def condition(self) -> str:
        """The conditions as one sentence."""
        return f" {self.joined} ".join(self.when)


def row_of(scenario: Scenario, rules: Mapping[int, str]) -> Row:
    """`rules` are the names of the program's rules by number. No query where whom and what it names is loaded."""
    joined = gettext("or") if scenario.join == Scenario.Join.ANY else gettext("and")
    return Row(
        scenario, tuple(when(scenario, rules)) or (gettext("whatever nothing above fits"),), joined,
        tuple(act_words(act) for act in scenario.acts), scenario.clause, owner_words(scenario), scenario.hours,
        else_words(scenario),
    )  # fmt: skip


def rows_of(scenarios: Iterable[Scenario], program_id: int) -> list[Row]:
    """The lines of a map in words; one query for the names of rules."""
    rules = rule_names(program_id)
    return [row_of(scenario, rules) for scenario in scenarios]


def rule_names(program_id: int) -> dict[int, str]:
    return dict(Rule.objects.filter(program=program_id).values_list("pk", "name"))


def when(scenario: Scenario, rules: Mapping[int, str]) -> list[str]:
    """Each condition in a few words."""
    found = [
        str(LABELS[about]) % {"said": _said(about, said, rules)}
        for about, said in sorted(scenario.conditions.items())
        if about in LABELS
    ]
    if scenario.place:
        found.insert(0, gettext("on “%(place)s” or below") % {"place": scenario.place.title})
    return found


def act_words(act: str) -> str:
    """An act as the desk calls it."""
    return str(DISMISS) if act == Act.DISMISS or act not in OPTIONS else str(OPTIONS[act].label).lower()


def _said(about: str, said: object, rules: Mapping[int, str]) -> str:
    if not isinstance(said, list):
        return str(said)
    return gettext(" or ").join(_value(about, value, rules) for value in said)


def _value(about: str, value: str | int, rules: Mapping[int, str]) -> str:
    if about == "rule":
        return rules.get(int(value)) or gettext("a rule that is gone")
    if about == "words":
        return f"“{value}”"
    if about == "language":
        return named(str(value)).name
    return str(VALUES.get(about, {}).get(str(value), value))
