"""django-machina as its "Getting started" sets it up, with 50 posts on a page."""

from machina import MACHINA_MAIN_STATIC_DIR, MACHINA_MAIN_TEMPLATE_DIR
from peer_settings import *  # noqa: F403
from peer_settings import CACHES, CONTRIB_APPS, FOLDER, MIDDLEWARE, templates

INSTALLED_APPS = [
    *CONTRIB_APPS,
    "mptt",
    "haystack",
    "widget_tweaks",
    "machina",
    "machina.apps.forum",
    "machina.apps.forum_conversation",
    "machina.apps.forum_conversation.forum_attachments",
    "machina.apps.forum_conversation.forum_polls",
    "machina.apps.forum_feeds",
    "machina.apps.forum_moderation",
    "machina.apps.forum_search",
    "machina.apps.forum_tracking",
    "machina.apps.forum_member",
    "machina.apps.forum_permission",
]
MIDDLEWARE = [*MIDDLEWARE, "machina.apps.forum_permission.middleware.ForumPermissionMiddleware"]
TEMPLATES = templates(MACHINA_MAIN_TEMPLATE_DIR, context_processors=("machina.core.context_processors.metadata",))
STATICFILES_DIRS = [MACHINA_MAIN_STATIC_DIR]
CACHES = {
    **CACHES,
    "machina_attachments": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": FOLDER / "attachments",
    },
}
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
MACHINA_TOPIC_POSTS_NUMBER_PER_PAGE = 50
