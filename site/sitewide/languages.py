"""The languages that a brand may speak: those in which what readers must be told has been written."""

SPOKEN = [
    ("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("fr", "Français"), ("it", "Italiano"), ("nl", "Nederlands"),
]  # fmt: skip
"""Tag and own name. One more needs its catalogue in `site/locale`, with every sentence of the disclosure."""
