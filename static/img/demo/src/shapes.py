"""Shapes the demo pictures are put together from. Each returns a piece of SVG; light comes from the upper left."""

# ruff: noqa: PLR0917  (a shape is a row of numbers)

CREAM, SAND, CLAY, BRICK, IRON, STEEL = "#f7efe2", "#e9d9bf", "#cd7a4c", "#a44f2e", "#2f2d2c", "#4a4644"
TEAL, MIST, SAGE, LEAF, MUSTARD, WOOD, BARK = (
    "#1f5f5b",
    "#a9c7bf",
    "#93a988",
    "#5f7f5a",
    "#e3ab43",
    "#b98150",
    "#7a4f30",
)
BLADE, BUTTER, SHADE = "#cfd3d1", "#f3d794", "#2f2d2c"


def path(d: str, fill: str, **more: object) -> str:
    return f'<path d="{d}" fill="{fill}"{attributes(more)}/>'


def line(d: str, stroke: str, width: float, **more: object) -> str:
    round_ends = {"stroke_linecap": "round", "stroke_linejoin": "round"}
    return path(d, "none", stroke=stroke, stroke_width=width, **round_ends, **more)


def box(x: float, y: float, w: float, h: float, fill: str, r: float = 0, **more: object) -> str:
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" fill="{fill}"{attributes(more)}/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, **more: object) -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"{attributes(more)}/>'


def disc(x: float, y: float, r: float, fill: str, **more: object) -> str:
    return oval(x, y, r, r, fill, **more)


def attributes(more: dict[str, object]) -> str:
    return "".join(f' {key.replace("_", "-")}="{value}"' for key, value in more.items())


def at(x: float, y: float, *pieces: str, turn: float = 0, scale: float = 1) -> str:
    return f'<g transform="translate({x} {y}) rotate({turn}) scale({scale})">{"".join(pieces)}</g>'


def steam(x: float, y: float, tall: float = 150, colour: str = "#fff") -> str:
    wave = "M{0} {1}c-26 -{2} 26 -{2} 0 -{3}c-26 -{2} 26 -{2} 0 -{3}"
    half, quarter = tall / 2, tall / 4
    return "".join(
        line(wave.format(x + shift, y - lift, quarter, half), colour, 11, opacity=0.6)
        for shift, lift in ((-52, 0), (0, 34), (52, 0))
    )


def sprig(turn: float, scale: float = 1, colour: str = LEAF) -> str:
    leaves = "".join(
        path(f"M0 {-y}q{side * 40} -12 {side * 62} -44q{-side * 48} -2 {-side * 62} 44z", colour)
        for y in (20, 62, 104, 146)
        for side in (-1, 1)
    )
    return at(
        0,
        0,
        line("M0 0C4 -70 -4 -130 0 -206", colour, 7),
        leaves,
        path("M0 -190q-16 -34 0 -62q16 28 0 62z", colour),
        turn=turn,
        scale=scale,
    )


def plant(x: float, y: float, pot: str, scale: float = 1, colour: str = LEAF) -> str:
    leaves = "".join(
        at(0, -120, sprig(turn, 0.62, tone))
        for turn, tone in ((-48, SAGE), (46, SAGE), (-22, colour), (24, colour), (0, colour))
    )
    body = path("M-78 -130h156l-20 130q-2 12 -16 12h-84q-14 0 -16 -12z", pot) + box(-90, -150, 180, 38, pot, 10)
    return at(
        x,
        y,
        leaves,
        body,
        path("M30 -112h40l-16 112q-2 12 -14 12h-24z", SHADE, opacity=0.12),
        box(-90, -116, 180, 8, SHADE, opacity=0.1),
        scale=scale,
    )


def skillet_above(x: float, y: float, r: float, turn: float = 0) -> str:
    handle = path(
        f"M{r * 0.9} -{r * 0.13}L{r * 1.9} -{r * 0.1}q{r * 0.14} {r * 0.1} 0 {r * 0.2}L{r * 0.9} {r * 0.13}z", IRON
    )
    hole = oval(r * 1.83, 0, r * 0.06, r * 0.04, SAND)
    lips = path(f"M-{r * 0.2} -{r * 0.98}L0 -{r * 1.1}L{r * 0.2} -{r * 0.98}z", IRON) + path(
        f"M-{r * 0.2} {r * 0.98}L0 {r * 1.1}L{r * 0.2} {r * 0.98}z", IRON
    )
    shadow = at(
        r * 0.06,
        r * 0.09,
        disc(0, 0, r, SHADE, opacity=0.16),
        box(r * 0.8, -r * 0.1, r * 1.15, r * 0.22, SHADE, r * 0.1, opacity=0.16),
    )
    inside = (
        disc(0, 0, r * 0.9, STEEL)
        + disc(0, 0, r * 0.82, "#3a3735")
        + line(f"M-{r * 0.6} -{r * 0.42}A{r * 0.74} {r * 0.74} 0 0 1 -{r * 0.1} -{r * 0.73}", "#6a6562", r * 0.035)
    )
    return at(x, y, shadow, handle, hole, lips, disc(0, 0, r, IRON), inside, turn=turn)


def pan_side(x: float, y: float, w: float, handle: int = 1) -> str:
    d = w * 0.42
    grip = line(f"M{handle * w * 0.94} {-d * 0.72}L{handle * w * 2.0} {-d * 1.15}", IRON, w * 0.13)
    body = path(f"M{-w} {-d}L{-w * 0.84} 0q4 8 18 8h{w * 1.68 - 36}q14 0 18 -8L{w} {-d}z", IRON)
    return at(
        x,
        y,
        grip,
        body,
        box(-w * 1.04, -d - 10, w * 2.08, 16, STEEL, 8),
        line(f"M{-w * 0.86} {-d * 0.7}L{-w * 0.76} {-d * 0.2}", "#6a6562", 8),
    )


def knife(x: float, y: float, turn: float, scale: float = 1) -> str:
    shadow = at(
        10,
        16,
        path("M0 0h420q70 8 96 66q-280 30 -516 18z", SHADE, opacity=0.16),
        box(-236, 2, 240, 62, SHADE, 24, opacity=0.16),
    )
    blade = path("M0 0h400q92 6 122 74q-290 26 -522 10z", BLADE) + path(
        "M0 52q260 20 522 22q-290 26 -522 10z", "#e6e9e7"
    )
    grip = path("M-8 -4q-120 -10 -214 2q-26 8 -26 34q0 30 30 30q110 -14 214 4z", BARK) + path(
        "M-8 -4q-120 -10 -214 2q-12 4 -18 12q120 -10 232 2z", WOOD
    )
    rivets = "".join(disc(rivet, 28, 8, MUSTARD) for rivet in (-180, -110, -44))
    return at(x, y, shadow, blade, grip, box(-12, -6, 22, 76, STEEL, 5), rivets, turn=turn, scale=scale)


def board(x: float, y: float, w: float, h: float, turn: float = 0) -> str:
    grain = "".join(
        line(f"M{-w / 2 + 50} {dy}C{-w / 6} {dy - 16} {w / 6} {dy + 16} {w / 2 - 50} {dy}", "#a26f42", 4, opacity=0.4)
        for dy in (-h * 0.3, -h * 0.08, h * 0.14, h * 0.34)
    )
    hole = disc(w / 2 - 62, -h / 2 + 62, 22, "#8f6038")
    return at(
        x,
        y,
        box(-w / 2 + 12, -h / 2 + 20, w, h, SHADE, 46, opacity=0.16),
        box(-w / 2, -h / 2, w, h, WOOD, 46),
        box(-w / 2, -h / 2, w, h - 12, "#c99361", 46),
        grain,
        hole,
        turn=turn,
    )


def kettle(x: float, y: float, s: float, colour: str = TEAL) -> str:
    body = path("M-150 0q-40 -190 60 -236h180q100 46 60 236q-6 14 -24 14h-252q-18 0 -24 -14z", colour)
    shine = path("M-122 -30q-20 -120 42 -170q18 -6 20 6q-46 60 -30 164q-4 24 -32 0z", "#fff", opacity=0.18)
    spout = path("M140 -150q70 -10 92 -92l44 14q-20 140 -130 166z", colour)
    grip = line("M-110 -238C-110 -390 110 -390 110 -238", IRON, 22) + line(
        "M-62 -345C-30 -366 30 -366 62 -345", WOOD, 30
    )
    lid = (
        path("M-92 -236q92 -52 184 0z", colour)
        + disc(0, -272, 18, WOOD)
        + box(-100, -242, 200, 12, SHADE, 6, opacity=0.25)
    )
    return at(
        x,
        y,
        grip,
        spout,
        body,
        shine,
        path("M70 14q70 -120 20 -250q100 46 60 236q-6 14 -24 14z", SHADE, opacity=0.14),
        lid,
        scale=s,
    )


def pot(x: float, y: float, s: float, colour: str = BRICK, lid: bool = False) -> str:
    handles = "".join(
        line(f"M{side * 200} -150q{side * 72} 0 {side * 66} 44q{-side * 4} 26 {-side * 66} 22", STEEL, 24)
        for side in (-1, 1)
    )
    body = path("M-206 -210h412l-14 176q-4 44 -52 44h-280q-48 0 -52 -44z", colour)
    shine = path("M-168 -180h34l8 130q0 24 -16 24t-18 -24z", "#fff", opacity=0.18)
    shade = path("M120 -210h86l-14 176q-4 44 -52 44h-60q40 -80 40 -220z", SHADE, opacity=0.14)
    top = box(-222, -226, 444, 30, colour, 15) + box(-222, -226, 444, 30, SHADE, 15, opacity=0.18)
    cover = path("M-206 -224q206 -110 412 0z", colour) + disc(0, -292, 24, MUSTARD) if lid else ""
    return at(x, y, handles, body, shine, shade, cover, top, scale=s)


def loaf(x: float, y: float, s: float, turn: float = 0) -> str:
    scores = "".join(line(f"M{dx - 44} 62Q{dx} 0 {dx + 44} -66", BUTTER, 20) for dx in (-190, -70, 50, 170))
    return at(
        x,
        y,
        oval(14, 22, 330, 150, SHADE, opacity=0.18),
        oval(0, 0, 330, 148, BRICK),
        oval(-6, -12, 312, 128, CLAY),
        oval(-30, -36, 250, 82, "#dd9362", opacity=0.7),
        scores,
        turn=turn,
        scale=s,
    )


def window(x: float, y: float, w: float, h: float) -> str:
    sky = box(x, y, w, h, "#d8e6df", 10)
    hills = (
        f'<svg x="{x}" y="{y}" width="{w}" height="{h}" viewBox="0 0 400 400" preserveAspectRatio="none">'
        + path("M0 270q110 -90 220 -20t180 -40v190H0z", SAGE)
        + path("M0 330q140 -70 260 -10t140 -20v100H0z", LEAF)
        + "</svg>"
    )
    frame = (
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="10" fill="none" stroke="#fff" stroke-width="20"/>'
        + box(x + w / 2 - 6, y, 12, h, "#fff")
        + box(x, y + h * 0.45, w, 12, "#fff")
    )
    sun = disc(x + w * 0.73, y + h * 0.24, min(w, h) * 0.1, BUTTER)
    return (
        sky
        + sun
        + hills
        + frame
        + box(x - 34, y + h + 4, w + 68, 24, "#fff", 6)
        + box(x - 34, y + h + 24, w + 68, 8, SHADE, opacity=0.1)
    )


def tiles(x: float, y: float, w: float, h: float, colour: str, size: float = 100) -> str:
    rows = "".join(line(f"M{x} {y + k * size}h{w}", colour, 3) for k in range(int(h / size) + 1))
    cols = "".join(
        line(f"M{x + i * size * 2 + (k % 2) * size} {y + k * size}v{size}", colour, 3)
        for k in range(int(h / size))
        for i in range(int(w / size / 2) + 1)
    )
    return rows + cols


def counter(y: float, top: str = WOOD, front: str = TEAL) -> str:
    return (
        box(0, y, 1600, 1000 - y, front)
        + box(0, y, 1600, 44, top)
        + box(0, y, 1600, 12, "#fff", opacity=0.2)
        + box(0, y + 44, 1600, 16, SHADE, opacity=0.18)
    )


def lamp(x: float, length: float, colour: str) -> str:
    shade = path(f"M{x - 96} {length + 90}q14 -88 96 -90q82 2 96 90z", colour)
    return (
        line(f"M{x} 0V{length}", IRON, 6)
        + oval(x, length + 92, 70, 26, BUTTER)
        + shade
        + path(f"M{x + 20} {length + 2}q66 12 76 88h-40q0 -60 -36 -88z", SHADE, opacity=0.14)
    )


def person(x: float, y: float, s: float, skin: str, hair: str, shirt: str, style: str, flip: int = 1) -> str:
    back = {
        "long": path("M-82 -220q-16 -120 82 -124q98 4 82 124l14 150h-192z", hair),
        "bun": disc(0, -356, 40, hair),
    }.get(style, "")
    body = path("M-150 170q-6 -190 92 -216h116q98 26 92 216z", shirt)
    neck = path("M-34 -110h68v64q-34 36 -68 0z", skin) + path(
        "M-34 -96q34 36 68 4v24q-40 26 -68 -8z", SHADE, opacity=0.14
    )
    head = path("M-74 -250q0 -78 74 -78t74 78v46q0 96 -74 100q-74 -4 -74 -100z", skin)
    fringe = {
        "short": path("M-80 -226q-14 -122 80 -124q94 2 80 124q-14 -62 -50 -72q-60 16 -110 72z", hair),
        "long": path("M-80 -200q-10 -150 80 -150q90 0 80 150q-30 -84 -90 -96q-26 68 -70 96z", hair),
        "bun": path("M-78 -232q0 -112 78 -114q78 2 78 114q-30 -58 -78 -58t-78 58z", hair),
        "bald": path("M-76 -196q-4 78 76 96q80 -18 76 -96q-14 40 -44 42q-32 -14 -64 0q-30 -2 -44 -42z", hair),
    }[style]
    face = (
        disc(-28, -224, 7, SHADE)
        + disc(28, -224, 7, SHADE)
        + line("M-22 -178q22 18 44 0", SHADE if style != "bald" else "#fff", 6, opacity=0.75)
    )
    return f'<g transform="translate({x} {y}) scale({flip * s} {s})">{back}{body}{neck}{head}{fringe}{face}</g>'
