"""What the people of the demo program would like, and what became of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """An idea: `ago` in days; `votes` of whom; `answers` are (state, days ago, days until the next answer, reason, by)."""

    who: str
    ago: float
    title: str
    body: str
    votes: tuple[str, ...] = ()
    answers: tuple[tuple[str, float, int, str, str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()


TOO_MUCH = (
    "What advocates get stands in the register and can be read by everybody. A discount on everything would be worth more "
    "than all of that, and nobody could see it."
)
WISHES = (
    Wish(
        "ines", 112, "Sell the lids of the Heron pans on their own",
        "Mine survived two floors and a dog. The pan did, too; the lid did not. I would rather buy a lid than a pan.",
        ("sam", "greta", "luca", "kenji", "tomasz", "chloe", "ravi"),
        (
            ("looking", 105, 20, "We ask the foundry what a small run of lids would cost.", "marta"),
            ("planned", 84, 40, "The foundry casts lids with the spring run.", "owen"),
            ("building", 46, 30, "The first two hundred are cast and wait for their knobs.", "owen"),
            ("shipped", 16, 0, "Lids of all four sizes are in the shop since this morning.", "marta"),
        ),
        (("greta", "Please with the old knob. The new one gets hot."), ("ines", "The old knob, yes!")),
    ),
    Wish(
        "kenji", 70, "Print the year on every blade",
        "A small number beside the maker's mark. In thirty years somebody will be glad of it.",
        ("greta", "ines", "tomasz"),
        (("planned", 55, 80, "From the next engraving plate on; the plates are changed in January.", "owen"),),
        (("tomasz", "Our school knives from 1961 have it. It is how I know they are from 1961."),),
    ),
    Wish(
        "greta", 41, "A sharpening day in every town with a shop",
        "Bring your knives, learn to do it yourself, go home with all ten fingers. Once a year would do.",
        ("ines", "kenji", "luca", "aoife", "sam", "nadia"),
        (("looking", 33, 12, "Owen counts which shops have the room and the insurance.", "owen"),),
        (("luca", "I would help in Leeds."), ("nadia", "Would there be one in the evening?")),
    ),
    Wish(
        "sam", 30, "Say on the box whether a pan works on induction",
        "I bought the wrong one because the sign is only on the web page.",
        ("priya", "ravi", "ines", "chloe"),
        (("planned", 21, 14, "It belongs on the sleeve. We ask the printer.", "marta"),
         ("building", 9, 25, "The new sleeves are at the printer. The sign stands beside the size.", "marta")),
    ),
    Wish(
        "ravi", 26, "Make a smaller kettle for one person",
        "Half a litre. I boil twice what I drink, every single day.", ("chloe", "priya"),
    ),
    Wish(
        "aoife", 24, "Spare handles by post, with the right screw",
        "The handle is easy to change. Finding the screw is not.", ("tomasz", "greta", "ines"),
        (("looking", 19, 21, "We look for a screw that fits every handle since 1998.", "owen"),),
    ),
    Wish(
        "luca", 60, "A discount for advocates on everything",
        "We do a lot for the brand. Ten per cent off would be fair.", ("ben", "nadia"),
        (("declined", 52, 0, TOO_MUCH, "marta"),),
        (("ines", "I see why, though I would have liked it."),),
    ),
    Wish(
        "chloe", 18, "Write the care instructions in French, too",
        "My mother has three of the pans and reads no English. She guesses.", ("ines", "aoife", "luca", "kenji"),
        (("planned", 12, 30, "Written; a cook from Lyon reads it before it is printed.", "marta"),),
    ),
    Wish("nadia", 8, "A box for sending things in for repair", "With a label on it. I never have a box.", ("sam", "ravi")),
    Wish(
        "tomasz", 5, "Big ladles for canteens, with a long handle",
        "The long ones of other makers bend. Yours do not, but they are short.", ("aoife",),
    ),
    Wish("priya", 3, "Show which pans can go into an oven", "And up to which temperature.", ("sam", "chloe", "greta")),
    Wish(
        "ben", 20, "Put the induction sign on the packaging please", "Could not find out in the shop.", ("priya", "nadia", "sam"),
    ),
)  # fmt: skip
