"""What the demo program says about itself."""

CHARTER = """Kestrel & Rowe has made kitchen things that last since 1987. The people who know them best are not our staff:
they are the ones who have cooked with them for twenty years.

This program lets some of them speak on our pages, answer questions for us and keep the conversation fair. What each of
them may do is written down, limited, and visible to everybody in the register. What each of them gets for it stands beside
every message, and nobody may remove an opinion because it is unfavourable."""

WELCOME = """Welcome. You know our pans, knives and kettles from the inside; now you may say so in our name.

Start by reading and signing the two policies. A manager then offers you a right: to post, to reply or to moderate, on some
of our pages, for some time. You decide whether to accept it, and you can hand it back whenever you like."""

HOW_JUDGED = """Two people of our team read every application. We look for experience that one can see (a restored pan, a
sharpened knife, a recipe that works), for patience with beginners, and for honesty about what our things cannot do. Reach
and followers count for nothing."""

WHAT_NEXT = """You see each step on your status page and by mail. If something is missing we ask once. When you are accepted
you are enrolled for 150 days, and a manager talks with you about what you would like to do."""

QUESTIONS = (
    ("text", "What do you cook with, and since when?", "A few sentences. Names of things help.", "", 800),
    ("text", "Tell us about something of ours that let you down.", "Honesty is the point of this question.", "", 800),
    ("choice", "What would you like to do most?", "", "Write posts\nAnswer questions\nModerate conversations", 100),
    ("link", "Show us something you made, mended or wrote", "A public page: a photo, a post, a video.", "", 300),
    ("consent", "My display name and what I do under a right may be shown in the public register.", "", "", 10),
)

AGREEMENT = """As an advocate of Kestrel & Rowe I speak as a customer who has been given a voice, never as staff.

I say what I get. Every message of mine carries a line that tells readers so.

I answer what I know and say when I do not know.

I promise nothing in the brand's name: no price, no date, no guarantee. For these I ask the team.

I keep private what customers tell me in private."""

AGREEMENT_CLAUSES = [
    ("A1", "Say who you are", "Readers must be able to see at once that an advocate speaks, and what they get."),
    ("A2", "Say what you know", "Guesses are marked as guesses."),
    ("A3", "Promise nothing", "Prices, dates and guarantees come from the team."),
]

HOUSE_RULES = """Our pages are for people who cook. Criticism of our products is welcome and stays.

We take down what attacks people, advertises, misleads about safety, gives away private details, or has nothing to do with
the page. Whoever wrote it learns what was decided, why, and by which clause, and can appeal to another person."""

HOUSE_CLAUSES = [
    ("H1", "Be kind to people", "Argue about pans as hard as you like; do not attack the person who likes them."),
    ("H2", "No advertising", "No links to shops or offers, no codes, no messages that exist to sell."),
    ("H3", "Keep it safe", "Advice that can hurt somebody (lye, cracked handles, hot oil) must be right."),
    ("H4", "Keep private things private", "No addresses, order numbers or pictures of others without their consent."),
    ("H5", "Stay with the page", "What belongs elsewhere is better asked there."),
]

DISCLOSURE = "I am an advocate in the program of Kestrel & Rowe, which lets me speak here in my own words."

DECLINED = """Thank you for applying. The link you gave leads to a page that we could not open, so there was nothing to judge
by. Please apply again with a picture or a post that is public."""
