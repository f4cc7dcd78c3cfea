"""Moderation in the workbench. Importing a module registers its hooks."""

from moderation.wagtail_hooks import menu, playbook_waits, waits

__all__ = ["menu", "playbook_waits", "waits"]
