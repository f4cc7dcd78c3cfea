"""Where Wagtail lets our pages, the breaker and posts for later take part. Importing a module registers its hooks."""

from cms.wagtail_hooks import breaker, pages, scheduled, waits

__all__ = ["breaker", "pages", "scheduled", "waits"]
