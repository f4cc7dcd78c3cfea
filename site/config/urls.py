"""Every address. The product's own stand under the prefixes of `cms.reserved`; pages own the rest."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.reserved import RESERVED
from cms.views import pages
from config import health
from config.api import api, unknown_operation
from config.media import serve_media
from config.robots import robots

PAGES = rf"^(?!(?:{'|'.join(RESERVED)}|_util)/)((?:[\w\-]+/)*)$"
"""Wagtail's pattern of a page, outside the product's own prefixes: it comes first, and most requests end there.
Saying something comes next: a pattern is tried after another."""

urlpatterns = [
    re_path(PAGES, pages.serve, name="page"),
    path("", include("cms.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("robots.txt", robots, name="robots"),
    path("", include("record.urls")),
    path("", include("campaigns.urls")),
    path("", include("advocates.urls")),
    path("", include("moderation.urls")),
    path("", include("accounts.urls")),
    path("api/v1/", api.urls),
    re_path(r"^api/", unknown_operation, name="unknown_operation"),
    path("accounts/", include("allauth.urls")),
    path(
        "_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="private_page_login"
    ),
    path("admin/django/", admin.site.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("media/documents/", include(wagtaildocs_urls)),
    *([re_path(r"^media/(?P<path>.+)$", serve_media, name="media")] if settings.TABARD_SERVES_MEDIA else []),
    path("", include(wagtail_urls)),
]

handler400 = "sitewide.views.bad_request"
handler429 = "sitewide.views.too_many"
handler500 = "sitewide.views.server_error"
