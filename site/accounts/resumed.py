"""What a form does that waited for a proof of identity, in words: the person reads it before they press.

Each app tells it of its own forms by `tell`, in `AppConfig.ready`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import Scope, User

Text = str | Promise
Words = Callable[[str], object]
About = Callable[[str, User], object]
"""What an argument of the address means to this reader; nobody may learn from it of what is not theirs."""
LONGEST = 600
"""Letters of a value that are shown; all of it is sent."""
NOT_SAID = frozenset({"key", "seen", "next", "version", "read_at", "language"})
"""Fields that a page fills in for itself."""


@dataclass(frozen=True, slots=True)
class Act:
    """`sentence` says what the press does; `%(name)s` in it is an argument of the address, by the words of `about`.

    `labels` names the fields that are read again, in their order, `words` what people read instead of a bare value;
    words that come to nothing leave it out. Without labels every field is shown that is not hidden in the form.
    """

    sentence: Text
    labels: Mapping[str, Text] | None = None
    words: Mapping[str, Words] = field(default_factory=dict)
    about: Mapping[str, About] = field(default_factory=dict)


_acts: dict[str, Act] = {}


def tell(acts: Mapping[str, Act]) -> None:
    """`acts` by the names of their addresses, namespaces before a colon."""
    _acts.update(acts)


def is_told(name: str) -> bool:
    return name in _acts


def told(path: str, fields: Iterable[tuple[str, str]], reader: User) -> tuple[str, list[tuple[str, str]]]:
    """The sentence, and label and value of what was filled in."""
    sent = _joined(fields)
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return str(_("What you filled in is sent as it stands.")), []
    act = _acts.get(match.view_name, Act(_("What you filled in is sent as it stands.")))
    given = match.kwargs
    named: dict[str, Any] = {name: words(str(given.get(name, "")), reader) for name, words in act.about.items()}
    every = {name: _label(name, sent.get("act", "")) for name in sent if name not in NOT_SAID}
    labels = every if act.labels is None else act.labels
    values = [(str(label), _value(act, name, sent.get(name, ""))) for name, label in labels.items()]
    return str(act.sentence) % named if named else str(act.sentence), [pair for pair in values if pair[1]]


def _joined(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    return {name: ", ".join(filter(None, values)) for name, values in sent.items()}


def _label(name: str, act: str) -> Text:
    if name == "act":
        return _("What is done")
    return name.removeprefix(f"{act}-").replace("_", " ").replace("-", " ").capitalize()


def _value(act: Act, name: str, value: str) -> str:
    said = str(act.words[name](value)) if value and name in act.words else value
    return Truncator(said).chars(LONGEST)


def _scopes(value: str) -> str:
    known = {str(scope.value): str(scope.label) for scope in Scope}
    return ", ".join(known.get(word, word) for word in value.split(", "))


tell({
    "my_tokens": Act(
        _("A new token is made for programs that act in your name. Its secret is shown once."),
        {"name": _("What is it for?"), "scopes": _("What may it do?"), "days": _("For how many days?")},
        {"scopes": _scopes},
    ),
})  # fmt: skip
