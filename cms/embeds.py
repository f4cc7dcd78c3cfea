"""Which addresses an editor may embed."""

from typing import Any

from wagtail.embeds.finders.oembed import OEmbedFinder
from wagtail.embeds.oembed_providers import vimeo, youtube


class AllowedFinder(OEmbedFinder):
    """Wagtail's oEmbed, for the providers of the allow-list only."""

    def __init__(self, providers: Any = None, options: Any = None) -> None:
        super().__init__(providers=providers or [youtube, vimeo], options=options)
