"""Words by which readers are told that something was paid for, by language, each with who accepts it.

A word found on a page is a finding for a person, never a judgement: "Anzeige" may stand there for something else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sitewide.characters import folded

FTC = "FTC, Disclosures 101 for Social Media Influencers (2019); 16 CFR 255.5"
ASA = "ASA and CMA, Influencers' guide to making clear that ads are ads"
MEDIA = "die medienanstalten, Leitfaden Werbekennzeichnung bei Online-Medien; UWG § 5a Abs. 4"
FRANCE = "Loi n° 2023-451 du 9 juin 2023, article 5"
IAP = "IAP, Regolamento Digital Chart"
SPAIN = "Autocontrol y AEA, Código de conducta sobre el uso de influencers en la publicidad (2020)"
RSM = "Stichting Reclame Code, Reclamecode Social Media & Influencer Marketing"


@dataclass(frozen=True, slots=True)
class Tag:
    words: str
    language: str
    source: str


TAGS: tuple[Tag, ...] = (
    Tag("#ad", "en", FTC), Tag("#advertisement", "en", FTC), Tag("#sponsored", "en", FTC), Tag("advertisement", "en", FTC),
    Tag("#advert", "en", ASA), Tag("advertisement feature", "en", ASA), Tag("paid partnership", "en", FTC),
    Tag("#werbung", "de", MEDIA), Tag("#anzeige", "de", MEDIA), Tag("werbung", "de", MEDIA), Tag("anzeige", "de", MEDIA),
    Tag("#publicité", "fr", FRANCE), Tag("publicité", "fr", FRANCE), Tag("collaboration commerciale", "fr", FRANCE),
    Tag("#pubblicità", "it", IAP), Tag("pubblicità", "it", IAP), Tag("sponsorizzato da", "it", IAP),
    Tag("#publicidad", "es", SPAIN), Tag("#publi", "es", SPAIN), Tag("publicidad", "es", SPAIN),
    Tag("#advertentie", "nl", RSM), Tag("#reclame", "nl", RSM), Tag("#adv", "nl", RSM), Tag("advertentie", "nl", RSM),
)  # fmt: skip


def told_in(text: str, own: Iterable[str]) -> str:
    """How the text tells that its author gets something: one of `own` disclosures, or an accepted word; else empty."""
    plain = _plain(text)
    for sentence in own:
        if (wanted := _plain(sentence)) and wanted in plain:
            return sentence
    for tag in TAGS:
        if re.search(rf"(?<![\w#]){re.escape(_plain(tag.words))}(?!\w)", plain):
            return tag.words
    return ""


def _plain(text: str) -> str:
    """In lower case, without what only looks different, with single spaces."""
    return " ".join(folded(text).lower().split())
