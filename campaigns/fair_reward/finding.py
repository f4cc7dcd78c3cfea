"""What is wrong with an offer, with the rule cited and what to change."""

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaigns.fair_reward.offer import Offer, PaidFor
from campaigns.fair_reward.wording import read


@dataclass(frozen=True, slots=True)
class Cited:
    """A rule: where it stands, why an offer is refused under it, and what to do instead."""

    rule: str
    sentence: StrOrPromise
    change: StrOrPromise


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` never changes; `quote` is the wording that was met, empty where the conditions alone say it."""

    code: str
    rule: str
    sentence: StrOrPromise
    change: StrOrPromise
    quote: str = ""


CITED: dict[str, Cited] = {
    "praise": Cited(
        "16 CFR 465.4", _("This pays for a favourable opinion: nobody may be paid on condition that a review is positive."),
        _("Pay for the honest opinion, good or bad, and say so."),
    ),
    "criticism": Cited(
        "16 CFR 465.4", _("This pays for an unfavourable opinion: nobody may be paid on condition that a review is negative."),
        _("Pay for the honest opinion, good or bad, and leave competitors alone."),
    ),
    "fake": Cited(
        "16 CFR 465.2", _("This asks for opinions of people who have not used the thing, or for a text written for them."),
        _("Ask only those who used it, for their own words."),
    ),
    "insider": Cited(
        "16 CFR 465.5", _("This asks staff or their families for opinions that do not say so."),
        _("Ask customers, or have every insider say clearly who they are."),
    ),
    "independent": Cited(
        "16 CFR 465.6", _("This shows a source of the brand's own as an independent one."),
        _("Say on the site itself that it is the brand's."),
    ),
    "removal": Cited(
        "16 CFR 465.7",
        _("This pays for making criticism disappear. Reviews shown as all that people said must not leave out the bad ones."),
        _("Pay for answers to criticism, or for solving what it is about."),
    ),
    "followers": Cited(
        "16 CFR 465.8",
        _("This pays by the number of followers alone, which pays for bought ones: fake signs of influence are forbidden."),
        _("Pay for what somebody does, whoever follows them."),
    ),
    "likes": Cited(
        "16 CFR 465.8",
        _("This pays for likes, views or shares in bulk: bought ones are fake signs of influence, which are forbidden."),
        _("Pay for a contribution of somebody's own, such as an answer or a how-to."),
    ),
    "hidden": Cited(
        "16 CFR 255.5", _("This hides what the speaker gets. A tie to the brand must be told, clearly and conspicuously."),
        _("Have the disclosure stand with every word that is said under this offer."),
    ),
    "pyramid": Cited(
        "15 U.S.C. 45 (FTC Act, section 5); Koscot, 86 F.T.C. 1106 (1975)",
        _("This pays for recruiting people, or what those recruit in turn, and not for anything sold to a customer."),
        _("Pay one level only, for a customer who bought something."),
    ),
}  # fmt: skip


def examine_offer(offer: Offer) -> list[Finding]:
    """Everything that is wrong, each rule once; what the conditions say stands before what the wording says."""
    found: dict[str, Finding] = {}
    for code, quote in [
        *((code, "") for code in _conditions(offer)),
        *read(offer.texts, insiders_tell=offer.disclosed),
    ]:
        cited = CITED[code]
        found.setdefault(code, Finding(code, cited.rule, cited.sentence, cited.change, quote))
    return list(found.values())


def digest_of(offer: Offer) -> str:
    """Names this very offer: another word or condition is another offer, which an earlier override does not cover."""
    told = "\x1f".join(str(sorted(part) if isinstance(part, frozenset) else part) for part in astuple(offer))
    return hashlib.sha256(told.encode()).hexdigest()


def _conditions(offer: Offer) -> Iterator[str]:
    """The codes that the data alone says, whatever the words are."""
    paid, opinion = offer.paid_for, bool(offer.paid_for & {PaidFor.OPINION, PaidFor.PRAISE, PaidFor.CRITICISM})
    alone = not paid - {PaidFor.FOLLOWERS}
    said = {
        "praise": PaidFor.PRAISE in paid or (opinion and offer.min_stars > 1),
        "criticism": PaidFor.CRITICISM in paid,
        "fake": opinion and not offer.used,
        "insider": opinion and offer.insiders and not offer.disclosed,
        "independent": offer.poses_as_independent,
        "removal": PaidFor.REMOVAL in paid or offer.hides_criticism,
        "followers": PaidFor.FOLLOWERS in paid or (alone and offer.min_followers > 0),
        "likes": PaidFor.LIKES in paid or offer.min_likes > 0,
        "hidden": not offer.disclosed,
        "pyramid": PaidFor.RECRUITS in paid or offer.levels > 1,
    }  # fmt: skip
    yield from (code for code, holds in said.items() if holds)
