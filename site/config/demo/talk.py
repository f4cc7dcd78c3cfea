"""What is said on the pages of the demo brand, oldest first on each page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One message: `ago` is hours before the demo is loaded, `to` the key of the line it answers."""

    key: str
    page: str
    kind: str
    who: str
    ago: float
    body: str
    to: str = ""
    title: str = ""
    picture: str = ""


TALK = (
    Line(
        "hedge",
        "cookware",
        "post",
        "ines",
        330,
        "Found under a hedge behind the allotments: one of the old 26 cm pans, **orange all over**. Four evenings later "
        "it fries eggs again.\n\nWhat I did:\n\n- steel wool until nothing orange came off\n- hot water, a drop of soap, "
        "dried on the stove at once\n- linseed oil, wiped off as if it were a mistake, then an hour at 230 °C, three times"
        "\n\nThe third coat is the one that makes it black. Be patient with the first two.",
        title="A pan from a hedge, four evenings later",
        picture="pan",
    ),
    Line(
        "hedge-1",
        "cookware",
        "comment",
        "sam",
        326,
        "Does it matter that mine is pitted on the inside, or only how it looks?",
        "hedge",
    ),
    Line(
        "hedge-2",
        "cookware",
        "reply",
        "ines",
        324,
        "Pits fill up with seasoning over the months. Cook bacon, not eggs, for the first few weeks. If you can feel a "
        "crack with a fingernail, stop and send the repair bench a picture.",
        "hedge-1",
    ),
    Line(
        "hedge-3",
        "cookware",
        "comment",
        "chloe",
        320,
        "Linseed flaked off on mine. Went back to plain sunflower oil and it holds.",
        "hedge",
    ),
    Line(
        "hedge-4",
        "cookware",
        "comment",
        "kenji",
        318,
        "Same here until I wiped off far more than felt right. What flakes is always a coat that was too thick.",
        "hedge-3",
    ),
    Line(
        "hedge-5",
        "cookware",
        "comment",
        "ben",
        300,
        "Three hours of oven for one pan is not exactly thrifty, is it?",
        "hedge",
    ),
    Line("hedge-6", "cookware", "comment", "ravi", 298, "I do four pans at once. Then it is.", "hedge-5"),
    Line(
        "smoke",
        "cookware",
        "comment",
        "nadia",
        210,
        "My new 28 cm pan smokes on induction from step 6 of 9 on. Is that normal or is it the stove?",
    ),
    Line(
        "smoke-1",
        "cookware",
        "reply",
        "ines",
        207,
        "Normal, and easy to mend: induction heats faster than the iron can spread it. Start at 3, wait four minutes, "
        "and go to 6 at most. I have the same pan on the same kind of stove.",
        "smoke",
    ),
    Line(
        "smoke-2", "cookware", "comment", "nadia", 205, "Four minutes felt endless but it worked. Thank you!", "smoke"
    ),
    Line("smoke-3", "cookware", "comment", "sam", 190, "Writing that on the wall above the stove.", "smoke"),
    Line(
        "lid",
        "cookware",
        "comment",
        "chloe",
        160,
        "Will there ever be a lid for the 24 cm pan? I have waited two years.",
    ),
    Line(
        "lid-1",
        "cookware",
        "reply",
        "ines",
        158,
        "I do not know, and I will not guess. I have asked the team and will write here when they answer.",
        "lid",
    ),
    Line(
        "lid-2",
        "cookware",
        "comment",
        "marta",
        150,
        "From the team: the mould is being cut. We will say so here when there is a date that we believe in ourselves.",
        "lid",
    ),
    Line("lid-3", "cookware", "comment", "chloe", 149, "An honest answer. I can wait for that.", "lid"),
    Line("kettle", "cookware", "comment", "ravi", 90, "The kettle whistles in two tones since we moved. Hard water?"),
    Line(
        "kettle-1",
        "cookware",
        "reply",
        "ines",
        88,
        "Very likely. Half a cup of vinegar, fill up with water, boil once, leave it overnight. If it still sings in two "
        "voices, the little disc in the lid is bent; the repair bench sends you a new one.",
        "kettle",
    ),
    Line("kettle-2", "cookware", "comment", "ravi", 40, "It was the vinegar. One voice again.", "kettle"),
    Line(
        "edge",
        "knives",
        "post",
        "greta",
        260,
        "Everybody asks which stone. Nobody asks which **angle**, and that is what decides.\n\nLay two coins under the "
        "spine of a 20 cm knife: that is about fifteen degrees. Keep them there for the first ten strokes, then your "
        "hands know. I have taught this to my whole street and lost only two coins.",
        title="Two coins under the spine",
        picture="whetstone",
    ),
    Line("edge-1", "knives", "comment", "luca", 255, "Which coins? Mine are all different.", "edge"),
    Line(
        "edge-2",
        "knives",
        "comment",
        "greta",
        254,
        "Two of the smallest you have. It is about the height, not the value.",
        "edge",
    ),
    Line("edge-3", "knives", "comment", "ben", 180, "Or buy a sharpener and be done in ten seconds."),
    Line("edge-4", "knives", "comment", "kenji", 176, "And a new knife every other year. I tried both.", "edge-3"),
    Line(
        "chip",
        "knives",
        "comment",
        "sam",
        120,
        "The tip broke off when I used it as a screwdriver. I know, I know. Can it be saved?",
    ),
    Line(
        "chip-1",
        "knives",
        "comment",
        "aoife",
        118,
        "Mine was reground at the bench, a centimetre shorter, and I like it better now.",
        "chip",
    ),
    Line(
        "rust",
        "care",
        "post",
        "ines",
        240,
        "Three things that I was told and that are wrong:\n\n1. *Salt scratches the iron.* It does not; it is softer.\n"
        "2. *Never water.* Water is fine. Water overnight is not.\n3. *Rust is the end.* Rust is a Saturday.",
        title="Rust is a Saturday",
        picture="workshop",
    ),
    Line("rust-1", "care", "comment", "chloe", 236, "Number 2 saved my marriage.", "rust"),
    Line("rust-2", "care", "comment", "nadia", 230, "Is steel wool safe on the outside enamel as well?", "rust"),
    Line(
        "rust-3",
        "care",
        "comment",
        "owen",
        226,
        "No: on enamel only a soft sponge and soda. Steel wool takes the shine off for good.",
        "rust-2",
    ),
    Line(
        "soup",
        "recipes",
        "post",
        "aoife",
        400,
        "Leeks, potatoes, the heel of a hard cheese, and the big pot. Sweat the leeks for **twenty minutes**, lid on, as "
        "low as the stove goes. Everybody stops at ten. The second ten are the soup.",
        title="Leek soup for people in a hurry, who should not be",
        picture="soup",
    ),
    Line(
        "soup-1",
        "recipes",
        "comment",
        "sam",
        390,
        "Made it on Sunday. The second ten minutes are indeed the soup.",
        "soup",
    ),
    Line(
        "soup-2",
        "recipes",
        "comment",
        "priya",
        100,
        "With a spoon of miso instead of the cheese: just as good.",
        "soup",
    ),
    Line(
        "bread",
        "recipes",
        "post",
        "ines",
        70,
        "A cast-iron pan with a lid is a better bread oven than most ovens. Heat it empty for forty minutes at 240 °C, drop "
        "the dough in, lid on for thirty, lid off for fifteen.\n\n> Use a folded tea towel *and* a glove. I have the scar.",
        title="Bread in the pan",
        picture="bread",
    ),
    Line("bread-1", "recipes", "comment", "priya", 66, "Would the 24 cm pan do for 500 g of flour?", "bread"),
    Line("bread-2", "recipes", "comment", "ines", 64, "Just. Take 400 g the first time.", "bread-1"),
    Line(
        "bread-3", "recipes", "comment", "kenji", 30, "Tried it with rye. Add five minutes with the lid off.", "bread"
    ),
)

TAKEN_DOWN = (
    Line(
        "advert",
        "care",
        "comment",
        "sam",
        130,
        "Selling two restored pans, message me, pickup in Leeds only, no time wasters!",
    ),
    Line(
        "sharp",
        "knives",
        "comment",
        "chloe",
        200,
        "That advice is dangerous. Ten degrees will chip on a board like yours; I have a drawer full of proof.",
    ),
)
WAITING = (
    Line(
        "probation",
        "care",
        "reply",
        "greta",
        20,
        "A wooden handle that wobbles is dry, not broken. Linseed oil, a night in the warm, and it sits again.",
        "rust",
    ),
    Line(
        "rude",
        "knives",
        "comment",
        "ben",
        16,
        "Only an idiot pays that much for a knife, and the lot of you are proof of it.",
        "edge",
    ),
    Line(
        "spam",
        "cookware",
        "comment",
        "bargain-finder",
        5,
        "Same pans, 70 % off, today only: https://pans-outlet.example/deal and https://pans-outlet.example/more",
    ),
)
