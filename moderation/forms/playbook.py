"""What managers type about the playbook: a scenario with its conditions, acts, texts, owner and time; a fact."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from accounts.models import User
from advocates.forms.numbered import only_known, only_numbers
from advocates.models import Grant, Program
from advocates.queries.languages import named
from advocates.queries.places import pages_below
from cms.models import Message
from moderation.acts import OPTIONS
from moderation.models import Act, Cause, Rule, Scenario
from moderation.models.playbook import MOST_HOURS
from moderation.queries.clauses import clauses_of
from moderation.queries.playbook.check import languages_of
from moderation.queries.playbook.conditions import CHOICES, LEAST
from moderation.queries.playbook.texts import PARTS
from moderation.queries.playbook.words import AUTHORS, DISMISS, HAS
from sitewide.languages import SPOKEN

ACTS = [(act, DISMISS if act == Act.DISMISS else OPTIONS[act].label) for act in Act]
SEVERAL = ("clause", "cause", "rule", "language", "kind", "author", "has")
SENTENCE = {"words": _("Words to the author"), "reply": _("Public reply")}


def people_of(program: Program) -> QuerySet[User]:
    """Who can own something there, as far as a list shows: managers, and those who hold a live grant."""
    holders = Grant.objects.live(timezone.now()).filter(program=program).values("advocate")
    found = User.objects.filter(Q(manages__program=program) | Q(pk__in=holders), is_active=True)
    return found.distinct().order_by("name")


class People(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody, by their full name."""

    def label_from_instance(self, person: User) -> str:
        return person.in_full


def _several(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


def _page(label: Any, help_text: Any) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    none = Page.objects.none()
    return forms.ModelChoiceField(
        label=label, queryset=none, required=False, widget=AdminPageChooser, help_text=help_text
    )


class ScenarioForm(forms.Form):
    """A scenario of one program. What it means is the action's question; the form reads it into the row."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Moderators read it beside the case."))
    state = forms.ChoiceField(label=_("State"), choices=Scenario.State.choices)
    priority = forms.IntegerField(
        label=_("Place in the order"), min_value=0, max_value=32_000, help_text=_("The smallest number is asked first.")
    )
    join = forms.ChoiceField(label=_("It applies if"), choices=Scenario.Join.choices, widget=forms.RadioSelect)
    clause = _several(_("Flagged as breaking"))
    cause = _several(_("Why it is here"))
    rule = _several(_("Rules that hit it"))
    kind = _several(_("Kind of message"))
    author = _several(_("Its author"))
    has = _several(_("It has"))
    language = _several(_("Its language"))
    words = forms.CharField(
        label=_("It says"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Any of these words or phrases, one a line; look-alike letters count as the real ones."),
    )  # fmt: skip
    urgency = forms.IntegerField(label=_("Urgency, at least"), min_value=0, max_value=4, required=False)
    reach = forms.IntegerField(label=_("Readers a day, at least"), min_value=0, max_value=10**8, required=False)
    place = _page(_("Where it stands"), _("On this page or below it. Empty: anywhere."))
    act_1 = forms.ChoiceField(label=_("Do this"), choices=ACTS)
    act_2 = forms.ChoiceField(label=_("where that is impossible, this"), choices=[("", "–"), *ACTS], required=False)
    act_3 = forms.ChoiceField(label=_("and else this"), choices=[("", "–"), *ACTS], required=False)
    cites = forms.ChoiceField(label=_("Citing the rule"), required=False)
    owner = forms.ChoiceField(label=_("By"), choices=Scenario.Owner.choices)
    owner_place = _page(_("who moderates"), _("For the first choice. Empty: the place of the message."))
    owner_person = People(label=_("Person"), queryset=User.objects.none(), required=False)
    hours = forms.IntegerField(label=_("Within hours"), min_value=1, max_value=MOST_HOURS)
    else_to = People(
        label=_("Or else staff decide, and this manager is told"), queryset=User.objects.none(), required=False,
        empty_label=_("all managers"),
    )  # fmt: skip

    ABOUT = ("name", "state", "priority")
    IF = ("join", "place", *SEVERAL, "words", "urgency", "reach")
    ANSWER = ("act_1", "act_2", "act_3", "cites")
    BY = ("owner", "owner_place", "owner_person", "hours", "else_to")

    def __init__(self, data: Any = None, *, scenario: Scenario) -> None:
        super().__init__(data, initial=initial_of(scenario))
        self.scenario, program = scenario, scenario.program
        fields: dict[str, Any] = self.fields
        codes = [(clause.code, str(clause)) for clause in clauses_of(program, at=timezone.now())]
        rules = Rule.objects.filter(program=program).order_by("name")
        fields["clause"].choices = codes
        fields["cites"].choices = [("", _("no rule")), *codes]
        fields["rule"].choices = [(str(rule.pk), rule.name) for rule in rules]
        fields["cause"].choices = Cause.Kind.choices
        fields["kind"].choices = Message.Kind.choices
        fields["author"].choices = [(value, AUTHORS[value]) for value in CHOICES["author"]]
        fields["has"].choices = list(HAS.items())
        fields["language"].choices = SPOKEN
        for name in ("place", "owner_place"):
            fields[name].queryset = pages_below(Program.objects.filter(pk=program.pk))
        fields["owner_person"].queryset = people_of(program)
        fields["else_to"].queryset = User.objects.filter(manages__program=program, is_active=True)
        self.languages = sorted({*languages_of(program), *scenario.texts})
        for language in self.languages:
            for part in PARTS:
                said = scenario.texts.get(language, {}).get(part, "")
                fields[f"{part}_{language}"] = forms.CharField(
                    label=SENTENCE[part], required=False, max_length=2_000, initial=said,
                    widget=forms.Textarea(attrs={"rows": 4, "lang": language}),
                )  # fmt: skip
        only_numbers(self)
        only_known(self)

    def group(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def about(self) -> list[forms.BoundField]:
        return self.group(self.ABOUT)

    @property
    def conditions(self) -> list[forms.BoundField]:
        """Those that there is something to choose for."""
        return [field for field in self.group(self.IF) if getattr(field.field, "choices", True)]

    @property
    def answer(self) -> list[forms.BoundField]:
        return self.group(self.ANSWER)

    @property
    def by(self) -> list[forms.BoundField]:
        return self.group(self.BY)

    @property
    def texts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """For each language its own name and the two texts."""
        return [(named(tag).name, [self[f"{part}_{tag}"] for part in PARTS]) for tag in self.languages]

    def written(self) -> Scenario:
        """The row with what was typed."""
        given, scenario = self.cleaned_data, self.scenario
        for name in ("name", "state", "priority", "join", "place", "owner", "owner_place", "owner_person", "hours"):
            setattr(scenario, name, given[name])
        scenario.else_to, scenario.clause = given["else_to"], given["cites"]
        scenario.acts = [act for act in (given["act_1"], given["act_2"], given["act_3"]) if act]
        said: dict[str, Any] = {about: given[about] for about in SEVERAL}
        said["rule"] = [int(number) for number in said["rule"]]
        said["words"] = given["words"].splitlines()
        scenario.conditions = said | {about: given[about] or 0 for about in LEAST}
        scenario.texts = {
            language: {part: given[f"{part}_{language}"] for part in PARTS} for language in self.languages
        }
        return scenario


def initial_of(scenario: Scenario) -> dict[str, Any]:
    """The form's first values."""
    acts = [*scenario.acts, "", "", ""][:3]
    said = scenario.conditions
    return {
        "name": scenario.name, "state": scenario.state, "priority": scenario.priority, "join": scenario.join,
        "place": scenario.place_id, "act_1": acts[0] or Act.DISMISS, "act_2": acts[1], "act_3": acts[2],
        "cites": scenario.clause, "owner": scenario.owner, "owner_place": scenario.owner_place_id,
        "owner_person": scenario.owner_person_id, "hours": scenario.hours, "else_to": scenario.else_to_id,
        "words": "\n".join(said.get("words", ())), **{about: said.get(about) for about in LEAST},
        **{about: [str(value) for value in said.get(about, ())] for about in SEVERAL},
    }  # fmt: skip
