"""The first words of a message, in one line of plain text."""

from django import template

from sitewide.text import excerpt

register = template.Library()


@register.filter
def in_short(html: object, length: int) -> str:
    """What a reader sees of stored HTML, at most `length` characters of it; escaped where it is written."""
    return excerpt(str(html), length)
