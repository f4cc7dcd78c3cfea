"""Those who moderate, in the workbench: how well they do it, apprentices, differences, known cases, ties."""

from moderation.wagtail_hooks.people import menu

__all__ = ["menu"]
