"""The workbench: what Wagtail's admin shows to community managers. Importing a module registers its hooks."""

from advocates.wagtail_hooks import program, rights, training, waits

__all__ = ["program", "rights", "training", "waits"]
