"""django-guardian beside Django's own backend, as its documentation configures it."""

from peer_settings import *  # noqa: F403
from peer_settings import CONTRIB_APPS, templates

INSTALLED_APPS = [*CONTRIB_APPS, "guardian", "places"]
TEMPLATES = templates()
MIGRATION_MODULES = {"places": None}
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "guardian.backends.ObjectPermissionBackend"]
