"""The Celery application. The broker is a doorbell: what must happen is a row first, see `record`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("tabard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
