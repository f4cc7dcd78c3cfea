"""Moments inside sentences."""

from datetime import datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def moment(at: datetime, on_page: Any) -> str:
    """On a page the component that scripts turn into the reader's zone; elsewhere, in mail, the same words as text."""
    if not on_page:
        return date_format(timezone.localtime(at), "j M Y, H:i T")
    return render_to_string("components/time.html", {"at": at, "kind": "exact"})
