"""Wagtail with nothing but its pages, users and their permissions."""

from peer_settings import *  # noqa: F403
from peer_settings import CONTRIB_APPS, templates

INSTALLED_APPS = [
    *CONTRIB_APPS,
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
TEMPLATES = templates()
WAGTAIL_SITE_NAME = "Benchmark"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
