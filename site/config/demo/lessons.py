"""What the courses of the demo program teach and ask."""

from typing import Any

Block = tuple[str, Any]


def lesson(title: str, minutes: int, *blocks: Block) -> dict[str, Any]:
    return {"title": title, "minutes": minutes, "body": [{"type": kind, "value": value} for kind, value in blocks]}


def option(text: str, *, right: bool = False) -> dict[str, Any]:
    return {"text": text, "right": right}


FAIR_LESSONS = (
    lesson(
        "What may stay", 4,
        ("text", ("<p>Criticism of our things stays, however sharp. A pan that warps <b>is</b> news, and the person who "
         "says so does others a favour. What goes is what attacks people, sells, endangers or exposes.</p>")),
        ("remember", {"text": "The question is never whether we like it. It is which clause it breaks."}),
        ("said", {"text": "Your small pan is the worst thing I ever paid for. It warped in a week.",
                  "answer": "It stays. It is about a pan, and it may well be true."}),
    ),
    lesson(
        "Clause, act, words", 6,
        ("text", ("<p>Every act against a message cites a clause and says to its author why. Take the mildest act that "
         "helps:</p><ol><li>warn, when the message can stay;</li><li>hide, when others should not read it now;</li>"
         "<li>remove, when it must not come back.</li></ol>")),
        ("remember", {"text": "Write the words as if you had to read them aloud to the author."}),
    ),
    lesson(
        "When it is not yours", 3,
        ("text", ("<p>You never decide on your own message, on one you flagged, or on one you decided before. Threats, "
         "illness and the law go to staff: one press, and a sentence that says why.</p>")),
    ),
)  # fmt: skip
FAIR_QUIZ: list[Block] = [
    ("single", {
        "question": "A reader writes that our smallest pan warped within a week. What do you do?",
        "options": [option("Leave it", right=True), option("Hide it until we have checked"),
                    option("Remove it: it harms the brand"), option("Warn its author")],
        "why": "Criticism of our products is welcome and stays.",
    }),
    ("multiple", {
        "question": "On which messages do you never decide?",
        "options": [option("My own", right=True), option("One that I flagged", right=True),
                    option("One by somebody I know by name"), option("One that I decided on before", right=True)],
        "why": "Knowing a name is no conflict; having taken sides is.",
    }),
    ("order", {
        "question": "From the mildest act to the hardest:",
        "steps": ["Warn its author", "Hide the message", "Remove the message"],
        "why": "A warning leaves the message where it is, hiding can be taken back, removing is for good.",
    }),
    ("example", {
        "question": "What would you do with this comment?", "author": "Robin",
        "said": "Only a complete idiot would cook in that. Did your mother never teach you anything?",
        "flag": "H1", "note": "This is no way to talk to her.", "acts": ["hide", "remove"], "clauses": "H1",
        "why": "It attacks a person, not a pan: clause H1.",
    }),
    ("example", {
        "question": "And with this one?", "author": "Kim",
        "said": "Same kettle, half the price, today only: https://kettle-deals.example/today",
        "flag": "H2", "note": "", "acts": ["remove", "hide"], "clauses": "H2",
        "why": "It exists to sell: clause H2.",
    }),
]  # fmt: skip

ANSWER_LESSONS = (
    lesson(
        "You are a customer with a voice", 3,
        ("text", ("<p>An official reply stands out, and people act on it. Say what you have done yourself, say what you get "
         "for it, and say when you do not know.</p>")),
        ("said", {"text": "Can I use lye on it?",
                  "answer": "I have, with gloves and outside. If you have never handled it, the repair bench does it for "
                            "you. I get points for answering."}),
    ),
    lesson(
        "What you never promise", 4,
        ("text", "<p>Prices, dates and guarantees come from the team. A kind “I shall ask” is an answer.</p>"),
        ("remember", {"text": "If it costs the brand money, somebody who is paid by the brand says it."}),
    ),
)  # fmt: skip
ANSWER_QUIZ: list[Block] = [
    ("single", {
        "question": "Somebody asks when the small lid is back in stock. You heard March. What do you answer?",
        "options": [option("In March"), option("That you do not know, and ask the team", right=True),
                    option("Nothing")],
        "why": "Dates come from the team, even when you have heard one.",
    }),
    ("multiple", {
        "question": "What belongs into every official reply?",
        "options": [option("What you get for it", right=True), option("What you know yourself", right=True),
                    option("A link to the shop")],
        "why": "The disclosure and your own knowledge. Links that sell break clause H2.",
    }),
]  # fmt: skip

AGREEMENT_2 = """As an advocate of Kestrel & Rowe I speak as a customer who has been given a voice, never as staff.

I say what I get. Every message of mine carries a line that tells readers so.

I answer what I know and say when I do not know. If a tool wrote a part of my words, I have read and meant every one.

I promise nothing in the brand's name: no price, no date, no guarantee. For these I ask the team.

I keep private what customers tell me in private."""
AGREEMENT_2_CLAUSES = [
    ("A1", "Say who you are", "Readers must be able to see at once that an advocate speaks, and what they get."),
    ("A2", "Say what you know", "Guesses are marked as guesses. So is what was written with a tool and not tried."),
    ("A3", "Promise nothing", "Prices, dates, repairs and guarantees come from the team."),
    ("A4", "Ask before you show", "Pictures of other people and their kitchens only with their consent."),
]
HOUSE_RULES_DE = """Unsere Seiten sind für Menschen, die kochen. Kritik an unseren Produkten ist willkommen und bleibt.

Wir nehmen herunter, was Menschen angreift, wirbt, über Sicherheit täuscht, Privates preisgibt oder nichts mit der Seite zu
tun hat. Wer es geschrieben hat, erfährt, was entschieden wurde, warum und nach welcher Regel, und kann jemand anderen noch
einmal entscheiden lassen."""
HOUSE_CLAUSES_DE = [
    ("H1", "Freundlich zu Menschen", "Streitet über Pfannen, so hart ihr wollt; greift nicht an, wer sie mag."),
    ("H2", "Keine Werbung", "Keine Links zu Läden oder Angeboten, keine Codes, nichts, was nur verkaufen soll."),
    ("H3", "Sicher bleiben", "Rat, der jemanden verletzen kann (Lauge, lose Griffe, heißes Öl), muss stimmen."),
    ("H4", "Privates bleibt privat", "Keine Adressen, Bestellnummern oder Bilder anderer ohne ihr Einverständnis."),
    ("H5", "Beim Thema bleiben", "Was woanders hingehört, fragt man besser dort."),
]
