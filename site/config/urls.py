"""Every address. The product's own stand under `RESERVED` prefixes; pages own the rest."""

from allauth.account import views as account_views
from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import health
from config.api import api

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("", include("advocates.urls")),
    path("", include("cms.urls")),
    path("", include("moderation.urls")),
    path("", include("campaigns.urls")),
    path("", include("accounts.urls")),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("admin/login/", account_views.login, name="admin_login"),
    path("admin/django/", admin.site.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("media/documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
