"""Pictures looked at from the front."""

from props import bowl, hanging_pan, jar, shelf
from shapes import (
    BARK,
    BLADE,
    BRICK,
    CLAY,
    CREAM,
    IRON,
    LEAF,
    MUSTARD,
    SAGE,
    SAND,
    SHADE,
    STEEL,
    TEAL,
    WOOD,
    at,
    box,
    counter,
    disc,
    kettle,
    lamp,
    line,
    loaf,
    oval,
    pan_side,
    path,
    person,
    plant,
    pot,
    sprig,
    steam,
    tiles,
    window,
)


def _oven() -> str:
    stove = box(560, 716, 470, 30, IRON, 8) + box(600, 700, 170, 18, STEEL, 6) + box(820, 700, 170, 18, STEEL, 6)
    front = (
        counter(740)
        + box(560, 800, 470, 200, STEEL, 12)
        + box(600, 850, 390, 150, IRON, 10)
        + "".join(disc(650 + i * 96, 822, 13, MUSTARD) for i in range(4))
    )
    return stove + front


def _board_on_edge() -> str:
    return at(
        1440, 740, box(-90, -300, 180, 300, WOOD, 34), box(-90, -300, 180, 288, "#c99361", 34),
        disc(0, -258, 16, CREAM), turn=4,
    )  # fmt: skip


def hero() -> str:
    wall = box(0, 0, 1600, 1000, CREAM) + box(0, 420, 1600, 320, "#efe3cf") + tiles(0, 440, 1600, 300, "#e2d2b6", 75)
    shelves = (
        shelf(1010, 300, 500)
        + jar(1050, 300, 84, 120, CLAY)
        + jar(1150, 300, 84, 150, MUSTARD)
        + jar(1250, 300, 84, 104, SAGE)
        + bowl(1420, 300, 66, TEAL)
    )
    rail = (
        line("M120 92H560", BARK, 12) + hanging_pan(190, 96, 62) + hanging_pan(340, 96, 78) + hanging_pan(490, 96, 56)
    )
    drawers = "".join(
        box(x, 812, w, 90, SHADE, 10, opacity=0.16) + box(x + w / 2 - 46, 850, 92, 13, MUSTARD, 6)
        for x, w in ((60, 220), (310, 220), (1070, 220), (1320, 220))
    )
    things = (
        pan_side(690, 694, 112, -1)
        + steam(690, 620, 130)
        + kettle(905, 690, 0.62)
        + _board_on_edge()
        + loaf(1220, 716, 0.34)
        + box(1090, 728, 270, 16, BARK, 8)
        + plant(130, 734, CLAY, 0.8)
        + pot(370, 726, 0.5, MUSTARD, lid=True)
    )
    return wall + window(640, 80, 320, 330) + shelves + rail + _oven() + drawers + things


def kettle_scene() -> str:
    wall = box(0, 0, 1600, 1000, "#f0dcc4") + tiles(0, 60, 1600, 700, "#e6cdae", 110)
    cups = "".join(
        box(x, 646, 128, 114, colour, 26)
        + line(f"M{x + 126} 676q60 -4 52 34t-56 28", colour, 18)
        + box(x + 16, 664, 14, 66, "#fff", 7, opacity=0.25)
        for x, colour in ((1090, CREAM), (1310, CLAY))
    )
    tin = (
        box(250, 520, 190, 240, MUSTARD, 12)
        + box(238, 496, 214, 50, BARK, 10)
        + oval(345, 650, 62, 62, CREAM)
        + at(345, 690, sprig(0, 0.34, TEAL))
    )
    return (
        wall
        + shelf(1180, 360, 360)
        + jar(1210, 360, 90, 130, BRICK)
        + jar(1320, 360, 90, 104, SAGE)
        + plant(1478, 356, TEAL, 0.5)
        + shelf(60, 300, 360)
        + bowl(150, 300, 66, TEAL)
        + bowl(320, 300, 66, CLAY)
        + counter(760, "#c99361", BRICK)
        + tin
        + oval(745, 766, 300, 16, SHADE, opacity=0.2)
        + kettle(745, 750, 1.42)
        + steam(1062, 370, 170)
        + cups
    )


def soup() -> str:
    wall = box(0, 0, 1600, 1000, "#d7e3dc") + tiles(0, 0, 1600, 760, "#c8d8cf", 95)
    ladle = line("M880 420L1010 90", STEEL, 20) + disc(1016, 76, 16, "none", stroke=STEEL, stroke_width=10)
    greens = at(
        330,
        700,
        "".join(oval(dx, 0, 54, 58, tone) for dx, tone in ((-70, MUSTARD), (30, CLAY))),
        at(150, 40, sprig(70, 0.9)),
    )
    bowls = bowl(1260, 760, 130, CREAM) + oval(1260, 668, 116, 18, CLAY) + at(1290, 660, sprig(80, 0.28))
    garlic = at(
        1470,
        722,
        path("M-60 36q-30 -70 40 -92l20 -44l20 44q70 22 40 92q-60 24 -120 0z", "#fffaf0"),
        line("M0 -50v86M-30 -34q-16 40 -6 74M30 -34q16 40 6 74", SAND, 5),
    )
    return (
        wall
        + shelf(80, 300, 420)
        + jar(120, 300, 96, 140, CLAY)
        + jar(236, 300, 96, 110, LEAF)
        + jar(352, 300, 96, 150, MUSTARD)
        + ladle
        + counter(760, "#c99361", "#3f5f57")
        + oval(790, 766, 380, 18, SHADE, opacity=0.2)
        + pot(790, 750, 1.6, BRICK)
        + oval(790, 400, 320, 22, CLAY)
        + steam(790, 330, 210)
        + greens
        + bowls
        + garlic
    )


def herbs() -> str:
    wall = box(0, 0, 1600, 1000, "#e6ebe0")
    sill = box(0, 800, 1600, 200, SAND) + box(0, 800, 1600, 40, WOOD) + box(0, 840, 1600, 16, SHADE, opacity=0.12)
    can = at(
        1250,
        800,
        path("M-120 -230h220l20 230h-260z", MUSTARD),
        line("M110 -80L260 -240", MUSTARD, 34),
        oval(268, -250, 52, 24, MUSTARD),
        line("M-120 -190q-120 10 -100 110t86 60", MUSTARD, 22),
        box(-124, -244, 228, 24, SHADE, 10, opacity=0.16),
    )
    snips = at(
        930,
        786,
        line("M-90 -6L80 -40", BLADE, 16),
        line("M-90 -34L80 0", BLADE, 16),
        disc(-122, -44, 30, "none", stroke=CLAY, stroke_width=16),
        disc(-122, 2, 30, "none", stroke=CLAY, stroke_width=16),
    )
    return (
        wall
        + window(180, 60, 1240, 640)
        + sill
        + plant(330, 796, CLAY, 1.5)
        + plant(690, 796, TEAL, 1.28, "#6f9160")
        + can
        + snips
    )


def _peg_board() -> str:
    peg = box(90, 120, 560, 420, BARK, 14) + box(90, 120, 560, 408, "#93613c", 14)
    tools = (
        line("M180 170V400", WOOD, 24)
        + box(130, 166, 104, 62, STEEL, 10)
        + line("M300 180V330", WOOD, 24)
        + path("M284 320h34l12 130h-58z", BLADE)
        + at(430, 180, line("M0 0V250", STEEL, 20), line("M60 0V250", STEEL, 20), disc(30, 30, 20, IRON))
        + at(570, 180, disc(0, 60, 54, "none", stroke=STEEL, stroke_width=20), line("M0 114V270", WOOD, 26))
    )
    return peg + tools


def _bench() -> str:
    return (
        box(0, 720, 1600, 60, WOOD)
        + box(0, 720, 1600, 14, "#fff", opacity=0.18)
        + box(0, 780, 1600, 220, BARK)
        + box(0, 780, 1600, 20, SHADE, opacity=0.2)
        + "".join(
            box(x, 830, 300, 110, SHADE, 10, opacity=0.2) + disc(x + 150, 884, 14, MUSTARD)
            for x in (80, 440, 860, 1220)
        )
    )


def _anvil() -> str:
    return at(
        1130,
        720,
        path("M-170 -210h310q70 0 120 36q-70 60 -170 60v40q40 30 60 74h-260q20 -44 60 -74v-40q-110 -6 -120 -96z", IRON),
        box(-170, -210, 310, 20, STEEL, 6),
    )


def workshop() -> str:
    wall = box(0, 0, 1600, 1000, "#e8d6bb") + "".join(
        box(x, 0, 4, 700, BARK, opacity=0.14) for x in range(130, 1600, 190)
    )
    pans = (
        hanging_pan(1090, 90, 66)
        + hanging_pan(1250, 90, 84)
        + hanging_pan(1430, 90, 66)
        + line("M1000 84H1530", BARK, 14)
    )
    blank = at(
        1110,
        500,
        box(-150, -14, 230, 26, CLAY, 12),
        box(-150, -14, 90, 26, MUSTARD, 12),
        line("M80 0H240", BARK, 24),
        turn=-4,
    )
    return (
        wall
        + window(720, 140, 220, 330)
        + _peg_board()
        + pans
        + _bench()
        + _anvil()
        + blank
        + pan_side(480, 714, 140, -1)
        + pot(760, 714, 0.46, TEAL)
    )


def _plates_and_glasses() -> tuple[str, str]:
    plates = "".join(
        oval(x, y + 9, 130, 34, SHADE, opacity=0.15) + oval(x, y, 130, 34, CREAM) + oval(x, y, 92, 22, "#fff")
        for x, y in ((250, 870), (1340, 870), (560, 920), (1040, 920))
    )
    glasses = "".join(
        path(f"M{x - 34} {y - 110}h68l-10 110h-48z", "#fff", opacity=0.5)
        + path(f"M{x - 30} {y - 60}h60l-6 60h-48z", colour, opacity=0.85)
        for x, y, colour in ((430, 850, CLAY), (1190, 850, MUSTARD), (720, 900, CLAY))
    )
    return plates, glasses


def table() -> str:
    wall = (
        box(0, 0, 1600, 1000, "#f3e3cd")
        + path("M0 520q400 -90 800 -30t800 -40v550H0z", "#ecd6b8")
        + lamp(420, 40, TEAL)
        + lamp(1180, 70, CLAY)
    )
    people = (
        person(250, 640, 1.0, "#8a5a3c", "#2c2320", MUSTARD, "bun")
        + person(600, 610, 0.98, "#f0c9a6", "#a9572f", TEAL, "long")
        + person(980, 610, 0.98, "#c98d63", "#3a2a22", BRICK, "short")
        + person(1340, 640, 1.0, "#e6b48c", "#b9b2a8", LEAF, "bald", -1)
    )
    top = path("M0 770q800 -60 1600 0v230H0z", WOOD) + path("M0 770q800 -60 1600 0v22q-800 -60 -1600 0z", "#d3a273")
    plates, glasses = _plates_and_glasses()
    return (
        wall
        + people
        + top
        + plates
        + pot(800, 850, 0.72, BRICK)
        + steam(800, 670, 140)
        + glasses
        + loaf(1000, 830, 0.26)
        + bowl(600, 850, 62, LEAF)
    )


ROOMS = {
    "hero-kitchen": hero,
    "kettle": kettle_scene,
    "soup": soup,
    "herbs": herbs,
    "workshop": workshop,
    "table": table,
}
