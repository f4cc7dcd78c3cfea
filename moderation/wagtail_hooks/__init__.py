"""Moderation in the workbench. Importing a module registers its hooks."""

from moderation.wagtail_hooks import menu, people, waits

__all__ = ["menu", "people", "waits"]
