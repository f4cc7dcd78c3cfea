"""The WSGI application, as granian serves it, with the cache for strangers in front."""

import os

from django.core.wsgi import get_wsgi_application

from sitewide.frontcache import FrontCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = FrontCache(get_wsgi_application())
