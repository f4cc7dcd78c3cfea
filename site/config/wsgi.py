"""The WSGI application, as granian serves it, with the cache for strangers in front."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.reading import counted
from sitewide.frontcache import FrontCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = counted(FrontCache(get_wsgi_application()))

# A quarter of a million objects are here to stay. Looking through them for garbage again and again took a fifth of the
# time of every request, so they are loaded now and set aside.
get_resolver().url_patterns  # noqa: B018 - asking for them loads every view
gc.collect()
gc.freeze()
