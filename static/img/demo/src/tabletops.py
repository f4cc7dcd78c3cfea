"""Pictures looked at from above."""

from props import cloth, egg, lemon, tomato
from shapes import (
    BARK,
    BRICK,
    BUTTER,
    CREAM,
    MIST,
    MUSTARD,
    SAND,
    SHADE,
    TEAL,
    WOOD,
    at,
    board,
    box,
    disc,
    knife,
    line,
    loaf,
    oval,
    path,
    skillet_above,
    sprig,
    tiles,
)


def pan() -> str:
    table = box(0, 0, 1600, 1000, "#d9a878") + "".join(
        line(f"M0 {y}C500 {y - 18} 1100 {y + 22} 1600 {y}", "#c79463", 5, opacity=0.7) for y in range(90, 1000, 130)
    )
    return (
        table
        + cloth(420, 540, 620, 860, -12)
        + skillet_above(700, 520, 330, -24)
        + egg(640, 470, 1.15)
        + egg(800, 610, 0.95)
        + at(560, 660, sprig(60, 0.75))
        + tomato(1250, 800, 92)
        + tomato(1430, 770, 74)
        + at(1420, 470, oval(8, 12, 116, 116, SHADE, opacity=0.14), disc(0, 0, 116, CREAM), disc(0, 0, 88, "#fff"))
        + "".join(
            disc(1380 + dx, 450 + dy, 7, "#b9ae9d")
            for dx, dy in ((0, 0), (40, 20), (20, 50), (70, -10), (60, 50), (10, -30))
        )
    )


def knives() -> str:
    table = box(0, 0, 1600, 1000, "#dfe6df") + tiles(0, 0, 1600, 1000, "#cfd9d0", 125)
    rounds = "".join(
        disc(x + 5, y + 8, 50, SHADE, opacity=0.14)
        + disc(x, y, 50, "#de8a3c")
        + disc(x, y, 34, "#eda85c")
        + disc(x, y, 12, "#f5c487")
        for x, y in ((560, 330), (640, 400), (720, 320), (800, 410))
    )
    carrot = at(
        1010,
        330,
        path("M-60 -44q220 -16 330 44q-110 60 -330 44q-40 -44 0 -88z", "#de8a3c"),
        path("M-60 -44q220 -16 330 44q-160 -30 -340 -8z", "#eda85c"),
        turn=-12,
    )
    return (
        table
        + cloth(1330, 720, 460, 700, 14, MIST, TEAL)
        + board(760, 500, 1080, 660, -4)
        + rounds
        + carrot
        + knife(520, 620, -6, 1.25)
        + lemon(1430, 250, 96)
        + at(400, 480, sprig(20, 0.8))
    )


def _ears() -> str:
    return "".join(
        at(
            x,
            y,
            line("M0 0L0 -250", "#b98a3a", 7),
            "".join(
                at(side * 14, -120 - k * 34, oval(0, 0, 12, 25, MUSTARD), turn=side * 28)
                for k in range(5)
                for side in (-1, 1)
            ),
            oval(0, -290, 12, 26, MUSTARD),
            turn=turn,
        )
        for x, y, turn in ((1330, 620, 24), (1390, 640, 44), (1290, 640, 4))
    )


def _slices() -> str:
    return "".join(
        at(
            x,
            y,
            path("M-96 90q-30 -90 -20 -130q0 -60 116 -60t116 60q10 40 -20 130q-96 22 -192 0z", BRICK),
            path("M-80 76q-26 -80 -18 -112q4 -48 98 -48t98 48q8 32 -18 112q-80 16 -160 0z", BUTTER),
            turn=turn,
        )
        for x, y, turn in ((1080, 700, 18), (1010, 780, -6))
    )


def bread() -> str:
    flour = "".join(
        disc(x, y, r, "#fff", opacity=0.5)
        for x, y, r in (
            (200, 190, 10),
            (260, 140, 6),
            (330, 210, 8),
            (180, 280, 5),
            (1420, 160, 9),
            (1350, 110, 6),
            (1480, 230, 7),
            (260, 830, 8),
            (340, 880, 6),
        )
    )
    butter = at(
        300,
        760,
        box(-120, -66, 240, 150, SHADE, 16, opacity=0.12),
        box(-126, -76, 252, 150, CREAM, 16),
        box(-84, -46, 168, 88, BUTTER, 8),
        box(-84, -46, 50, 88, MUSTARD, 8, opacity=0.35),
    )
    return (
        box(0, 0, 1600, 1000, TEAL)
        + "".join(box(x, 0, 5, 1000, SHADE, opacity=0.14) for x in (320, 640, 960, 1280))
        + flour
        + cloth(330, 420, 480, 620, 10, CREAM, MUSTARD)
        + board(800, 520, 1060, 620, 3)
        + loaf(700, 430, 1.15, -8)
        + _slices()
        + _ears()
        + butter
        + knife(520, 860, -3, 0.7)
    )


def _stone() -> str:
    return at(
        790,
        520,
        box(-400, -140, 820, 320, SHADE, 20, opacity=0.2),
        box(-410, -160, 820, 320, BARK, 18),
        box(-370, -120, 740, 240, "#8d9a97", 10),
        box(-370, -120, 740, 110, "#a3afac", 10),
        box(-370, 40, 740, 80, "#7a8784", 8),
        turn=-8,
    )


def _brush() -> str:
    return at(
        300,
        210,
        box(-170, -46, 350, 110, SHADE, 30, opacity=0.16),
        box(-180, -60, 360, 110, WOOD, 40),
        "".join(line(f"M{x} 50v46", BUTTER, 9) for x in range(-150, 160, 24)),
        turn=-20,
    )


def whetstone() -> str:
    drops = "".join(
        oval(x, y, r, r * 0.7, "#fff", opacity=0.45)
        for x, y, r in (
            (560, 350, 18),
            (640, 310, 12),
            (1090, 690, 16),
            (1160, 640, 10),
            (480, 640, 13),
            (1010, 300, 11),
        )
    )
    bottle = at(
        1360,
        300,
        disc(8, 14, 96, SHADE, opacity=0.18),
        disc(0, 0, 96, MUSTARD),
        disc(0, 0, 60, "#d1932d"),
        disc(0, 0, 34, BARK),
    )
    return (
        box(0, 0, 1600, 1000, "#5d6b68")
        + "".join(line(f"M0 {y}C500 {y + 16} 1000 {y - 18} 1600 {y}", "#53605d", 6) for y in range(80, 1000, 120))
        + cloth(1300, 720, 420, 520, 16, SAND, TEAL)
        + _stone()
        + drops
        + knife(600, 590, -34, 1.2)
        + bottle
        + _brush()
    )


TABLETOPS = {"pan": pan, "knives": knives, "bread": bread, "whetstone": whetstone}
