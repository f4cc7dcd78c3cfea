"""Twelve portraits of people who do not exist, 256 by 256."""

# ruff: noqa: PLR0917  (a shape is a row of numbers)

from shapes import box, disc, line, path

PEOPLE = [
    # background, skin, hair, shirt, style, extra
    ("#f0cdb4", "#8a5a3c", "#2b2220", "#e3ab43", "curls", ""),
    ("#cfe0d8", "#f1cba9", "#b4612f", "#1f5f5b", "long", ""),
    ("#ead9b4", "#d39b70", "#3a2a22", "#a44f2e", "short", "beard"),
    ("#d7dcee", "#e9b98f", "#c9c3b9", "#4a5a86", "bun", "glasses"),
    ("#e4d3e4", "#6b4430", "#1f1a19", "#cd7a4c", "crop", ""),
    ("#f3e0c9", "#c68a5e", "#5f7f5a", "#5f7f5a", "scarf", ""),
    ("#d3e4e7", "#f3d0b2", "#e0b660", "#7a4f30", "bob", "glasses"),
    ("#f0d6cf", "#b77a52", "#2a2422", "#1f5f5b", "turban", "beard"),
    ("#dfe5cd", "#f0c6a0", "#8d8a86", "#a44f2e", "bald", "beard"),
    ("#d9d3ea", "#a86c48", "#332724", "#93a988", "braids", ""),
    ("#f4e3b7", "#f2cfae", "#4a332a", "#3f5f57", "quiff", ""),
    ("#cde3dc", "#dba77c", "#6e2f22", "#e3ab43", "bob", ""),
]


def behind(style: str, hair: str) -> str:
    return {
        "long": path("M66 128q-8 -78 62 -80q70 2 62 80l10 92H56z", hair),
        "bob": path("M64 120q-6 -74 64 -76q70 2 64 76l2 52H62z", hair),
        "curls": "".join(
            disc(x, y, 27, hair)
            for x, y in (
                (76, 92),
                (90, 64),
                (120, 50),
                (152, 56),
                (174, 80),
                (182, 112),
                (72, 122),
                (78, 148),
                (180, 144),
            )
        ),
        "bun": disc(128, 40, 24, hair),
        "scarf": path("M60 124q-6 -84 68 -86q74 2 68 86l14 104H46z", hair),
        "braids": line("M74 116Q62 170 72 214", hair, 22) + line("M182 116Q194 170 184 214", hair, 22),
    }.get(style, "")


def before(style: str, hair: str) -> str:
    cap = "M76 116q-6 -70 52 -72q58 2 52 72q-10 -36 -26 -40q-44 10 -78 40z"
    return {
        "short": path(cap, hair),
        "crop": path("M76 106q0 -60 52 -62q52 2 52 62q-8 -30 -20 -34q-34 -8 -64 0q-12 4 -20 34z", hair),
        "quiff": path(
            "M76 112q-8 -56 26 -64q20 -26 64 -8q26 14 14 72q-6 -28 -18 -34q-40 6 -68 -6q-12 10 -18 40z", hair
        ),
        "long": path("M74 132q-6 -86 54 -86q60 0 54 86q-16 -46 -50 -58q-18 36 -58 58z", hair),
        "bob": path("M76 118q-2 -72 52 -72q54 0 52 72q-10 -28 -20 -34q-34 2 -64 0q-10 6 -20 34z", hair),
        "curls": "".join(disc(x, y, 17, hair) for x, y in ((92, 80), (112, 70), (136, 68), (158, 78))),
        "bun": path("M77 112q0 -66 51 -66q51 0 51 66q-16 -36 -51 -36t-51 36z", hair),
        "braids": path("M76 118q-4 -72 52 -72q56 0 52 72q-14 -40 -52 -48q-38 8 -52 48z", hair),
        "scarf": path("M72 118q0 -70 56 -70q56 0 56 70q-18 -38 -56 -38t-56 38z", hair)
        + path("M74 116q-6 60 54 92q60 -32 54 -92l18 70q-20 50 -72 54q-52 -4 -72 -54z", hair),
        "turban": path("M66 112q-8 -76 62 -82q70 6 62 82q-20 -22 -62 -22t-62 22z", "#cd7a4c")
        + line("M76 88Q116 74 150 34M100 90Q152 82 178 60", "#a44f2e", 4),
        "bald": "",
    }[style]


def features(extra: str, hair: str) -> str:
    beard = path("M80 134q0 62 48 66q48 -4 48 -66q-8 20 -26 20q-22 -10 -44 0q-18 0 -26 -20z", hair) + line(
        "M116 168q12 7 24 0", "#fff", 4, opacity=0.75
    )
    smile = beard if extra == "beard" else line("M112 164q16 13 32 0", "#3a2420", 4.5, opacity=0.75)
    frames = "".join(
        f'<circle cx="{x}" cy="128" r="17" fill="none" stroke="#2f2d2c" stroke-width="4"/>' for x in (107, 149)
    ) + line("M124 127h8", "#2f2d2c", 4)
    eyes = disc(108, 128, 4.6, "#2a2020") + disc(148, 128, 4.6, "#2a2020")
    return (
        eyes + line("M128 130q-5 12 2 16", "#3a2420", 3.5, opacity=0.4) + smile + (frames if extra == "glasses" else "")
    )


def portrait(background: str, skin: str, hair: str, shirt: str, style: str, extra: str) -> str:
    body = path("M28 268q4 -62 72 -70h56q68 8 72 70z", shirt)
    neck = path("M106 168h44v32q-22 24 -44 0z", skin) + path(
        "M106 184q22 20 44 2v14q-22 20 -44 0z", "#2f2d2c", opacity=0.14
    )
    ears = "" if style in ("scarf", "long", "bob", "curls") else disc(77, 130, 11, skin) + disc(179, 130, 11, skin)
    head = path("M78 112q0 -58 50 -58t50 58v22q0 62 -50 64q-50 -2 -50 -64z", skin)
    return (
        box(0, 0, 256, 256, background)
        + behind(style, hair)
        + body
        + neck
        + ears
        + head
        + features(extra, hair)
        + before(style, hair)
    )
