from django.apps import AppConfig
from django.db.backends.signals import connection_created

from sitewide.moments import read_quickly


class SitewideConfig(AppConfig):
    name = "sitewide"
    verbose_name = "Site-wide"

    def ready(self) -> None:
        connection_created.connect(read_quickly, dispatch_uid="sitewide.moments")
