"""The people of the demo program. Every one of them is invented."""

from dataclasses import dataclass

PASSWORD = "tabard-demo-2026"  # noqa: S105 - printed on purpose; "Before you go live" asks for its end


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is; `joined` is days before the demo is loaded, `portrait` a picture of
    `static/img/demo`, 0 for none."""

    email: str
    name: str
    handle: str
    portrait: int
    joined: int
    about: str


CAST = {
    person.handle: person
    for person in (
        Person("manager@demo.example", "Marta Lindqvist", "marta", 2, 130, "Looks after the people of the program."),
        Person("reviewer@demo.example", "Owen Price", "owen", 11, 130, "Runs the repair bench and reads every appeal."),
        Person(
            "advocate@demo.example", "Ines Carvalho", "ines", 10, 120,
            "Cooks for six every Sunday. Restored eleven cast-iron pans, three of them from hedges.",
        ),
        Person(
            "moderator@demo.example", "Tomasz Zieliński", "tomasz", 9, 118,
            "Retired school cook. Patient with people, less so with dull knives.",
        ),
        Person("applicant@demo.example", "Priya Nair", "priya", 12, 9, "Bakes, photographs what she bakes, eats it."),
        Person("member@demo.example", "Sam Okafor", "sam", 5, 60, "New kitchen, old habits."),
        Person(
            "greta@demo.example", "Greta Hofmann", "greta", 4, 100,
            "Sharpens for the whole street. Began with one wet stone in 2011.",
        ),
        Person("luca@demo.example", "Luca Moretti", "luca", 3, 110, "Pizza at home, every Friday."),
        Person("aoife@demo.example", "Aoife Byrne", "aoife", 7, 115, "Soup is a love language."),
        Person("kenji@demo.example", "Kenji Watanabe", "kenji", 0, 119, "Writes about tools that outlive their owners."),
        Person("nadia@demo.example", "Nadia Haddad", "nadia", 6, 40, ""),
        Person("ben@demo.example", "Ben Fraser", "ben", 0, 35, ""),
        Person("chloe@demo.example", "Chloé Martin", "chloe", 1, 50, "Lyon, then Leeds."),
        Person("ravi@demo.example", "Ravi Shah", "ravi", 8, 30, "Weeknight curries and one very good kettle."),
        Person("deals@demo.example", "Kitchen Bargain Finder", "bargain-finder", 0, 1, ""),
    )
}  # fmt: skip

SIGN_INS = ("manager", "reviewer", "advocate", "moderator", "applicant", "member")
