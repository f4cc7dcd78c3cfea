"""Campaigns and goals in the workbench. Importing a module registers its hooks."""

from campaigns.wagtail_hooks.campaigns import menu, page

__all__ = ["menu", "page"]
