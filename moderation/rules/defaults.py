"""The rules that a new program begins with. What they find and miss is measured in `docs/moderation/rules.md`.

Few hold: a comment waits only where a new member posts a link and another sign stands beside it, where the same text
comes again and again, or where somebody is told to die. The others let readers read on while somebody looks.
"""

from typing import Any

from django.utils.translation import gettext_noop

from moderation.models import Rule

KIND = Rule.Kind
ADVERTISING = r"""
\b(check|look|listen|watch|visit|view)\W{1,3}(out\W{1,3})?(at\W{1,3}|to\W{1,3})?(my|our)\b
\b(please|pls|plz|and|can you|could you)\W{1,3}(su[bs]{1,2}[sc]{0,2}ribe|sub|follow)\b
\bsu[bs]{1,2}[sc]{0,2}ribe (to|me|my|back|for)\b
\bsub (to|my|4|for|back|me)\b
\bmy (new |youtube |yt |own |gaming |music )?channel\b
\b(follow|add|message|text|dm|whatsapp) me\b
\b(free|win|won|winner|claim|collect|reward|earn|bonus)\b.{0,25}\b(prize|cash|money|award|holiday|tickets)\b
\b(free|win|won|winner|claim|collect|reward|earn|bonus)\b.{0,25}\b(gift card|gift cards|voucher|vouchers|ringtone|tone|tones)\b
\b(prize|cash|gift card|voucher|guaranteed|discount|promo) (code|draw|prize|award|cash|winner)\b
\b(call|text|txt|reply|sms|whatsapp|telegram)\b.{0,40}\b\d[\d ]{3,14}\b
\b(gofundme|indiegogo|kickstarter|patreon|onlyfans|bit\.ly|tinyurl)\b
\b(work from home|make money|earn money|get rich|investment opportunity|crypto giveaway)\b
\b(unsubscribe|opt out|send stop|txt stop|terms apply|t&cs?)\b
""".strip()
DYING = "kill yourself\nkill your self\nkys\ni will kill you\ni'll kill you\nhope you die\ngo and die\ngo die"
INSULTS = (
    "idiot\nidiots\nmoron\nmorons\nimbecile\nscumbag\nshut up\nfuck you\nfuck off\npiece of shit\nasshole\nbastard"
)

DEFAULTS: tuple[dict[str, Any], ...] = (
    {"name": gettext_noop("Links from new members"), "kind": KIND.NEWCOMER_LINK, "severity": 2, "with_sign": True},
    {
        "name": gettext_noop("The same text again and again"), "kind": KIND.REPEAT, "severity": 3, "count": 3,
        "minutes": 60, "percent": 80,
    },
    {
        "name": gettext_noop("The same text from several people"), "kind": KIND.REPEAT, "severity": 3, "count": 3,
        "minutes": 60, "percent": 80, "people": 3,
    },
    {
        "name": gettext_noop("Telling somebody to die"), "kind": KIND.WORDS, "severity": 4, "words": DYING,
        "language": "en",
    },
    {
        "name": gettext_noop("Advertising"), "kind": KIND.PATTERNS, "severity": 2, "words": ADVERTISING,
        "language": "en", "holds": False,
    },
    {
        "name": gettext_noop("Insults"), "kind": KIND.WORDS, "severity": 2, "words": INSULTS, "language": "en",
        "holds": False,
    },
    {"name": gettext_noop("Letters that deceive"), "kind": KIND.LETTERS, "severity": 2, "holds": False},
    {"name": gettext_noop("Too many at once"), "kind": KIND.PACE, "severity": 2, "count": 6, "minutes": 5, "holds": False},
)  # fmt: skip
