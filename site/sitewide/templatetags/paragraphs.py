"""Text that somebody wrote, as paragraphs: a blank line begins one, a single line break is only where the line was full."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter(is_safe=True)
def paragraphs(text: str) -> SafeString:
    """Escaped, each paragraph in a `p`."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", str(text).replace("\r\n", "\n"))]
    return mark_safe("".join(f"<p>{escape(part)}</p>" for part in parts if part))  # noqa: S308 - just escaped
