"""Moderation in the workbench. Importing a module registers its hooks."""

from moderation.wagtail_hooks import menu, people, playbook_waits, waits

__all__ = ["menu", "people", "playbook_waits", "waits"]
