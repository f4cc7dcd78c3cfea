"""Whether what is offered to people is fair, before anybody is paid: pure rules, without a database or a clock.

`examine_offer(offer)` reads an offer and answers what is wrong with it, each finding with the rule it breaks and what to
change. It reads what is paid for and asked as data first, and the wording second. An empty answer means that no rule of
ours was met, not that a lawyer has read it.
"""

from campaigns.fair_reward.finding import CITED, Finding, digest_of, examine_offer
from campaigns.fair_reward.offer import Offer, PaidFor

__all__ = ["CITED", "Finding", "Offer", "PaidFor", "digest_of", "examine_offer"]
