"""The embedded default of `make run`: one web process, SQLite, a folder as the broker, mail into `var/mail`."""

from config import env
from config.settings.base import *
from config.settings.base import VAR
from config.settings.services import broker, caches, databases
from config.settings.signing import kept_signing_key

DEBUG = env.flag("TABARD_DEBUG", False)
VAR.mkdir(parents=True, exist_ok=True)
TABARD_SIGNING_KEY = kept_signing_key(VAR)
SECRET_KEY = env.secret("TABARD_SECRET_KEY", "only-for-one-machine-and-never-for-a-real-program")
ALLOWED_HOSTS = env.words("TABARD_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
DATABASES = databases(VAR)
CACHES = caches()
globals().update(broker(VAR))
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
STORAGES = {
    "default": {"BACKEND": "sitewide.storage.FolderStorage"},
    "staticfiles": {"BACKEND": "sitewide.static_files.RememberedStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
TABARD_SERVES_MEDIA = True
TABARD_STRIPE_API_BASE = env.url("TABARD_STRIPE_API_BASE", "", schemes=("http", "https"))
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
TABARD_ADMIN_SECOND_FACTOR = env.flag("TABARD_ADMIN_SECOND_FACTOR", False)
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]
