"""What readers are told about what ties a speaker to the brand: compiled, never typed for a single message.

Source: 16 CFR 255.5 (a connection that may change how much weight readers give to what is said is disclosed clearly and
conspicuously) and 255.0(f) (clear and conspicuous). What is said stands first: employment, then pay.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from advocates.models import Connection, Program
from sitewide.composed import Composed

KIND = Connection.Kind
ORDER = tuple(KIND.values)
SHORT = {
    KIND.EMPLOYMENT: gettext_lazy("works for the brand"),
    KIND.PAY: gettext_lazy("paid by the brand"),
    KIND.FAMILY: gettext_lazy("family at the brand"),
    KIND.PRODUCT: gettext_lazy("got free products"),
    KIND.POINTS: gettext_lazy("gets points"),
}
LONG = {
    KIND.EMPLOYMENT: gettext_lazy("I work for %(program)s."),
    KIND.PAY: gettext_lazy("%(program)s pays me."),
    KIND.FAMILY: gettext_lazy("Somebody of my family works for %(program)s."),
    KIND.POINTS: gettext_lazy("I get points for what I say here."),
}
MOST_PRODUCTS = 3
"""So many are named, the newest first; of the others their number."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """`long` stands under the message, `short` in its byline. Neither is ever empty."""

    long: str
    short: str


def connections_of(person: User, program: Program) -> list[Connection]:
    """The active ones, what weighs most first; one query."""
    found = _CONNECTIONS.rows(person_id=person.pk, program_id=program.pk)
    return sorted(found, key=lambda each: ORDER.index(each.kind))


_CONNECTIONS = Composed(
    lambda person_id, program_id: Connection.objects.active()
    .filter(person_id=person_id, program_id=program_id)
    .order_by("-since", "-pk"),
    person_id=int, program_id=int,
)  # fmt: skip


def disclosure_of(person: User, program: Program, language: str = "") -> Disclosure:
    """What readers are told now on a page that speaks this language, or else the program's; one query, two in a
    language that is not the program's."""
    return compiled(connections_of(person, program), program, language)


def compiled(connections: Sequence[Connection], program: Program, language: str = "") -> Disclosure:
    """The same of connections that are known. Without the program's own sentence in a language it stands as it is."""
    spoken = language or program.language
    own = program.disclosure if spoken == program.language else _translated(program, spoken)
    with override(spoken):
        return _compiled(connections, program, own)


def _translated(program: Program, language: str) -> str:
    texts = program.disclosure_texts.filter(language=language).values_list("text", flat=True)
    return texts.first() or program.disclosure


def _compiled(connections: Sequence[Connection], program: Program, own: str) -> Disclosure:
    kinds = list(dict.fromkeys(each.kind for each in connections))
    said = [str(LONG[KIND(kind)]) % {"program": program} for kind in kinds if kind in LONG]
    said += _products([each for each in connections if each.kind == KIND.PRODUCT], program)
    short = [str(SHORT[KIND(kind)]) for kind in kinds] or [_("connected to the brand")]
    return Disclosure(" ".join([str(own), *said]), " · ".join(short))


def _products(products: Sequence[Connection], program: Program) -> list[str]:
    if not products:
        return []
    named = [_valued(product) for product in products[:MOST_PRODUCTS]]
    more = len(products) - len(named)
    if more:
        named.append(_("%(count)s more") % {"count": more})
    return [_("%(program)s gave me: %(products)s.") % {"program": program, "products": "; ".join(named)}]


def _valued(product: Connection) -> str:
    value = number_format(product.fair_value or 0, use_l10n=True, force_grouping=True)
    return _("%(product)s (worth %(value)s %(currency)s)") % {
        "product": product.detail, "value": value, "currency": product.currency,
    }  # fmt: skip
