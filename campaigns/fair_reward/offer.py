"""An offer as data: what people read, what they get something for, and under which conditions."""

from dataclasses import dataclass
from enum import StrEnum


class PaidFor(StrEnum):
    """What the reward depends on. `OPINION` is an opinion of either kind; `REFERRAL` is a customer who bought something."""

    ACT = "act"
    OPINION = "opinion"
    PRAISE = "praise"
    CRITICISM = "criticism"
    REMOVAL = "removal"
    FOLLOWERS = "followers"
    LIKES = "likes"
    REFERRAL = "referral"
    RECRUITS = "recruits"


@dataclass(frozen=True, slots=True)
class Offer:
    """`texts` is all that people read about it: title, summary, steps, terms.

    `min_stars`, `min_followers` and `min_likes` are what a contribution or a person must reach; `levels` counts how deep
    a referral pays (1: for whom one brought oneself). `disclosed`: whether the tie to the brand is told. `used`: whether
    whoever gives an opinion must have used the thing. `insiders`: whether staff or their families are asked for opinions.
    `poses_as_independent`: whether something of the brand's is shown as an independent source. `hides_criticism`:
    whether only favourable opinions are shown.
    """

    texts: tuple[str, ...] = ()
    paid_for: frozenset[str] = frozenset({PaidFor.ACT})
    min_stars: int = 0
    min_followers: int = 0
    min_likes: int = 0
    levels: int = 1
    disclosed: bool = True
    used: bool = True
    insiders: bool = False
    poses_as_independent: bool = False
    hides_criticism: bool = False
