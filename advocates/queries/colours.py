"""The program's colour, and whether black or white is read on it."""


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` as WCAG 2.2 defines it, from 0 (black) to 1 (white)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def read_on(colour: str) -> str:
    """Black or white, whichever has more contrast on the colour; at least 4.58:1, as 0.179 is where both are equal."""
    return "#000000" if luminance(colour) > 0.179 else "#ffffff"
