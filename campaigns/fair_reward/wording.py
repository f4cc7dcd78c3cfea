"""What the wording of an offer says. Read clause by clause: who denies something in one clause has not denied the next."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from campaigns.fair_reward import words as w

LONGEST = 20_000
QUOTE = 120
BEHIND = 40
"""Letters behind what was met in which a denial still belongs to it."""
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+|\n+")
_CLAUSE = re.compile(
    r"\s*(?:[,;:()\u2013\u2014]|\s-\s|(?<!\w)(?:but|aber|pero|mais|ma|maar|sondern|sino|however)(?!\w))\s*"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as it is read; `sentence` and `whole` are what stands around it."""

    text: str
    sentence: str
    whole: str


def plain(text: str) -> str:
    """Without accents, capitals and hidden characters, so that one pattern reads every way of writing."""
    shown = _HIDDEN.sub("", text[:LONGEST]).replace("\u2019", "'").replace("\u00df", "ss")
    bare = "".join(char for char in unicodedata.normalize("NFKD", shown.casefold()) if not unicodedata.combining(char))
    return re.sub(r"[^\S\n]+", " ", bare)


def read(texts: Iterable[str], *, insiders_tell: bool) -> Iterator[tuple[str, str]]:
    """The code of every rule that a clause meets, with that sentence."""
    for text in texts:
        whole = plain(text)
        for sentence in filter(None, _SENTENCE.split(whole)):
            for part in filter(None, _CLAUSE.split(sentence)):
                clause = Clause(part, sentence, whole)
                yield from ((code, sentence.strip()[:QUOTE]) for code, meets in RULES if meets(clause))
            yield from (
                (code, sentence.strip()[:QUOTE]) for code in _of_sentence(sentence, insiders_tell=insiders_tell)
            )


def _near(first: str, second: str, most: int) -> re.Pattern[str]:
    """Both within so many words, in either order."""
    between = rf"(?:\W+\w+){{0,{most}}}\W*"
    return re.compile(rf"(?:{first}){between}(?:{second})|(?:{second}){between}(?:{first})")


_GOOD, _BAD = w.either(w.GOOD), w.either(w.BAD)
_PRAISE = _near(_GOOD, w.REVIEW, 2)
_BLAME = _near(_BAD, w.REVIEW, 2)
_JOINED = re.compile(rf"{w.FRIENDS}(?:\W+\w+){{0,3}}?\W+(?:{_near(w.JOIN, w.ADVOCATES, 3).pattern})")
_BOTH = _near(_GOOD, _BAD, 3)
_GIVEN_STARS = _near(w.GIVE, w.STARS, 5)
_PAID_STARS = _near(f"{w.PAY}|{w.ONLY}", w.STARS, 6)
_NO_NEGATION = re.compile(w.NO_NEGATION)
_NOT, _UNLESS = re.compile(w.NOT), re.compile(w.UNLESS)


def _denied(text: str, found: re.Match[str], *, before: bool = False) -> bool:
    """Whether the clause says that it is not so, not too far behind it; "no points unless …" denies nothing."""
    reach = text[: found.start()] if before else text[: found.end() + BEHIND]
    return bool(_NOT.search(_NO_NEGATION.sub(" ", reach))) and not _UNLESS.search(text)


def _said(pattern: str | re.Pattern[str], clause: Clause, *, before: bool = False) -> bool:
    found = re.search(pattern, clause.text)
    return found is not None and not _denied(clause.text, found, before=before)


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def praise(clause: Clause) -> bool:
    """A favourable opinion is asked or paid for; good and bad in one breath is fair."""
    text = clause.text
    if _BOTH.search(text) or _has(w.RANGE, text):
        return False
    asked = _said(_PRAISE, clause) and not _has(rf"(?<!\w){w.READING}\s+(?!with|mit|con|avec|met|by)", text)
    asked = asked and (_has(w.GIVE, text) or _has(w.PAY, clause.sentence) or _has(w.ONLY, text) or _has(w.BETTER, text))
    starred = not _has(w.LEARNING, text) and (_said(_GIVEN_STARS, clause) or _said(_PAID_STARS, clause))
    must = _has(w.REVIEW, clause.whole) and _said(rf"{w.MUST}(?:\W+\w+){{0,3}}\W+(?:{_GOOD}|{w.STARS})", clause)
    return asked or starred or must or _said(w.LOVE, clause)


def criticism(clause: Clause) -> bool:
    balanced = _BOTH.search(clause.text) or _has(w.RANGE, clause.text)
    answered = _has(rf"(?<!\w){w.READING}\s+(?!with|mit|con|avec|met|by)", clause.text)
    return not balanced and not answered and _has(w.GIVE, clause.text) and _said(_BLAME, clause) and not removal(clause)


def removal(clause: Clause) -> bool:
    """Criticism is to disappear. To remove what breaks the rules is moderation, and fair."""
    bad = rf"{_BAD}(?:\W+\w+){{0,2}}\W+{w.REVIEW}|{w.REVIEW}(?:\W+\w+){{0,1}}\W+{_BAD}"
    target = rf"(?:{bad}|{w.CRITICISM}|{w.OWN}\W+(?:\w+\W+){{0,2}}{w.REVIEW})"
    return _said(_near(w.REMOVE, target, 5), clause)


def followers(clause: Clause) -> bool:
    counted = rf"(?:{w.EACH}(?:\W+\w+){{0,2}}\W+|\d[\d.,]*\W+(?:\w+\W+)?){w.FOLLOWERS}"
    return _said(counted, clause) or _said(_near(w.GROW, w.FOLLOWERS, 3), clause)


def likes(clause: Clause) -> bool:
    counted = rf"(?:{w.EACH}\W+(?:\d+\W+)?|\d[\d.,]*\W+(?:\w+\W+)?)(?:{w.LIKES}|like(?!\w))"
    bulk = (
        r"(?<!\w)(?:like|upvote|gefallt|retweet|share) (?:all|every|each|as many|alle|jede\w*|todos|tous|tutti)(?!\w)"
    )
    return _said(counted, clause) or _said(bulk, clause) or _said(_near(w.GROW, w.LIKES, 3), clause)


def pyramid(clause: Clause) -> bool:
    paid = _has(w.PAY, clause.sentence)
    deep = _said(w.SECOND_LEVEL, clause) and _has(rf"{w.FRIENDS}|{w.RECRUIT}", clause.sentence)
    heads = paid and _said(_near(w.RECRUIT, w.ADVOCATES, 5), clause)
    whole = Clause(clause.sentence, clause.sentence, clause.whole)
    joined = paid and _said(_JOINED, whole, before=True)
    turned = paid and _said(w.IN_TURN, clause) and _has(rf"{w.FRIENDS}|{w.RECRUIT}|{w.ADVOCATES}", clause.text)
    return deep or heads or joined or turned


RULES: tuple[tuple[str, Callable[[Clause], bool]], ...] = (
    ("praise", praise), ("criticism", criticism), ("removal", removal), ("followers", followers), ("likes", likes),
    ("pyramid", pyramid),
)  # fmt: skip


def _of_sentence(sentence: str, *, insiders_tell: bool) -> Iterator[str]:
    """What needs the whole sentence: hiding and pretending deny by themselves, so only a denial before them denies."""
    whole = Clause(sentence, sentence, sentence)
    if _said(rf"{w.HIDE}(?:\W+\w+){{0,9}}?\W+{w.TIE}", whole, before=True) or _said(w.PRETEND, whole, before=True):
        yield "hidden"
    opinion = _has(w.REVIEW, sentence) or _has(w.STARS, sentence)
    if opinion and _said(w.UNUSED, whole, before=True):
        yield "fake"
    if opinion and not insiders_tell and _has(w.GIVE, sentence) and _said(w.STAFF, whole):
        yield "insider"
    if _said(w.INDEPENDENT, whole):
        yield "independent"
