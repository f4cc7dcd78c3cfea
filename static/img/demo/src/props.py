"""Smaller things that stand or lie in several pictures."""

# ruff: noqa: PLR0917  (a shape is a row of numbers)

from shapes import BRICK, CREAM, IRON, LEAF, MUSTARD, SHADE, STEEL, WOOD, at, box, disc, line, oval, path


def cloth(x: float, y: float, w: float, h: float, turn: float, colour: str = CREAM, stripe: str = BRICK) -> str:
    stripes = "".join(box(-w / 2 + dx, -h / 2, 12, h, stripe, opacity=0.75) for dx in (40, 64, w - 76, w - 52))
    return at(
        x,
        y,
        box(-w / 2 + 10, -h / 2 + 14, w, h, SHADE, 6, opacity=0.12),
        box(-w / 2, -h / 2, w, h, colour, 6),
        stripes,
        turn=turn,
    )


def egg(x: float, y: float, s: float) -> str:
    return at(
        x,
        y,
        path(
            "M-110 10q-30 -96 60 -112q40 -40 100 -2q92 8 70 100q20 92 -76 96q-60 50 -104 4q-70 -8 -50 -86z", "#fffaf0"
        ),
        disc(8, -6, 50, MUSTARD),
        disc(-8, -22, 16, "#f6d58b"),
        scale=s,
    )


def lemon(x: float, y: float, r: float) -> str:
    wedges = "".join(
        at(
            x,
            y,
            path(f"M0 {-r * 0.1}L{-r * 0.24} {-r * 0.68}q{r * 0.24} {-r * 0.14} {r * 0.48} 0z", "#f7dc85"),
            turn=angle,
        )
        for angle in range(0, 360, 45)
    )
    return disc(x + 6, y + 9, r, SHADE, opacity=0.14) + disc(x, y, r, MUSTARD) + disc(x, y, r * 0.88, CREAM) + wedges


def tomato(x: float, y: float, r: float) -> str:
    star = "".join(
        at(
            x,
            y,
            path(f"M0 0q{-r * 0.14} {-r * 0.3} 0 {-r * 0.52}q{r * 0.14} {r * 0.22} 0 {r * 0.52}z", LEAF),
            turn=angle,
        )
        for angle in range(10, 370, 72)
    )
    return (
        disc(x + 8, y + 12, r, SHADE, opacity=0.16)
        + disc(x, y, r, "#c4472f")
        + oval(x - r * 0.35, y - r * 0.38, r * 0.26, r * 0.16, "#fff", opacity=0.3)
        + star
    )


def shelf(x: float, y: float, w: float) -> str:
    return box(x, y, w, 20, WOOD, 4) + box(x, y + 20, w, 10, SHADE, opacity=0.12)


def jar(x: float, y: float, w: float, h: float, colour: str, lid: str = WOOD) -> str:
    return (
        box(x, y - h, w, h, "#fff", 14, opacity=0.65)
        + box(x, y - h * 0.68, w, h * 0.68, colour, 14)
        + box(x + 6, y - h - 16, w - 12, 22, lid, 6)
    )


def bowl(x: float, y: float, w: float, colour: str) -> str:
    return path(
        f"M{x - w} {y - w * 0.7}h{2 * w}q-6 {w * 0.7} -{w * 0.7} {w * 0.7}h-{w * 0.6}q-{w * 0.66} 0 -{w * 0.7} -{w * 0.7}z",
        colour,
    ) + box(x - w, y - w * 0.74, 2 * w, 12, "#fff", 6, opacity=0.35)


def hanging_pan(x: float, y: float, r: float) -> str:
    return (
        line(f"M{x} {y}v{r * 0.3}", STEEL, 6)
        + box(x - r * 0.12, y + r * 0.25, r * 0.24, r * 0.95, IRON, 8)
        + disc(x, y + r * 2.0, r, IRON)
        + disc(x, y + r * 2.0, r * 0.84, STEEL)
        + line(f"M{x - r * 0.55} {y + r * 1.7}q{r * 0.14} -{r * 0.3} {r * 0.42} -{r * 0.36}", "#6f6a66", 7)
    )
