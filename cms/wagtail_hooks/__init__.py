"""Where Wagtail lets our pages and the breaker take part. Importing a module registers its hooks."""

from cms.wagtail_hooks import breaker, pages

__all__ = ["breaker", "pages"]
