"""The breaker: what of the things said under rights looks like a worm, a hijacked session or a campaign.

`sketch` makes a text comparable, `signs` judges one act against what was said before it. Neither touches a database.
"""

from cms.breaker.signs import SENTENCES, Act, Judged, Thresholds, judge, sentence
from cms.breaker.sketch import alike, domains_in, likeness, sketch_of

__all__ = [
    "SENTENCES",
    "Act",
    "Judged",
    "Thresholds",
    "alike",
    "domains_in",
    "judge",
    "likeness",
    "sentence",
    "sketch_of",
]
