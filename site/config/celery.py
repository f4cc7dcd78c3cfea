"""The Celery application. The broker is a doorbell: what must happen is a row first, see `record`."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

TRANSPORT_ALIASES["folder"] = "sitewide.folder:Transport"
app = Celery("tabard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
