"""Which addresses an editor may show from elsewhere: single videos of two providers."""

import re
from typing import Any, NamedTuple

from wagtail.embeds.finders.oembed import OEmbedFinder
from wagtail.embeds.oembed_providers import vimeo, youtube

_YOUTUBE = re.compile(
    r"https://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?v=|shorts/|live/)|youtu\.be/)([\w-]{11})(?:[?&#].*)?"
)
_VIMEO = re.compile(r"https://(?:www\.)?vimeo\.com/(\d{6,12})(?:[/?#].*)?")


class Video(NamedTuple):
    """`address` is where it is watched, made anew from the number alone."""

    provider: str
    address: str


def video_of(address: str) -> Video | None:
    """The video that the address names, or nothing if it is none of the allowed."""
    if found := _YOUTUBE.fullmatch(address.strip()):
        return Video("YouTube", f"https://www.youtube.com/watch?v={found[1]}")
    if found := _VIMEO.fullmatch(address.strip()):
        return Video("Vimeo", f"https://vimeo.com/{found[1]}")
    return None


class AllowedFinder(OEmbedFinder):
    """Wagtail's oEmbed, for the providers of the allow-list only."""

    def __init__(self, providers: Any = None, options: Any = None) -> None:
        super().__init__(providers=providers or [youtube, vimeo], options=options)
