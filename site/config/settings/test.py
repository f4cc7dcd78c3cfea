"""The suite: real PostgreSQL and Redis where named, cheap password hashes, mail kept in memory unless a test says otherwise."""

from config.settings.dev import *
from config.settings.dev import CACHES
from config.settings.services import REDIS

SECRET_KEY = "a-key-for-the-suite-and-for-nothing-else"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "sitewide.storage.FolderStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = CACHES | {name: CACHES[name] | {"KEY_PREFIX": "test"} for name in REDIS}
