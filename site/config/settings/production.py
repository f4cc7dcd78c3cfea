"""Production: everything from the environment, and nothing starts with a value missing or wrong."""

from config import env
from config.settings.base import *
from config.settings.base import CONTENT_SECURITY_POLICY, VAR
from config.settings.services import broker, caches, databases
from config.settings.signing import signing_key

SECRET_KEY = env.secret("TABARD_SECRET_KEY", least=50)
TABARD_SIGNING_KEY = signing_key()
WAGTAILADMIN_BASE_URL = env.url("TABARD_BASE_URL", schemes=("https", "http"))
ALLOWED_HOSTS = env.words("TABARD_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"]
env.url("DATABASE_URL", schemes=("postgres", "postgresql"))
env.url("REDIS_URL", schemes=("redis", "rediss", "unix"))
DATABASES = databases(VAR)
CACHES = caches()
globals().update(broker(VAR))

SECURE_SSL_REDIRECT = env.flag("TABARD_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.number("TABARD_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("TABARD_SECURE_COOKIES", True)
if env.flag("TABARD_BEHIND_PROXY", True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

EMAIL_HOST = env.text("TABARD_SMTP_HOST")
EMAIL_PORT = env.number("TABARD_SMTP_PORT", 587, least=1)
EMAIL_HOST_USER = env.text("TABARD_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("TABARD_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("TABARD_SMTP_TLS", True)

BUCKET = env.text("TABARD_S3_BUCKET")
MEDIA_STORE = {
    "bucket_name": BUCKET,
    "endpoint_url": env.url("TABARD_S3_ENDPOINT", "", schemes=("http", "https")) or None,
    "region_name": env.text("TABARD_S3_REGION", "us-east-1"),
    "access_key": env.text("TABARD_S3_ACCESS_KEY"),
    "secret_key": env.text("TABARD_S3_SECRET_KEY"),
    "custom_domain": env.text("TABARD_S3_PUBLIC_HOST", "") or None,
    "querystring_auth": False,
    "file_overwrite": False,
    "default_acl": None,
}
STORAGES = {
    "default": {"BACKEND": "sitewide.storage.BucketStorage", "OPTIONS": MEDIA_STORE},
    "staticfiles": {"BACKEND": "sitewide.static_files.RememberedStaticFilesStorage"},
}
TABARD_SERVES_MEDIA = False

# Browsers load pictures from the store, so the policy names it.
_PUBLIC = MEDIA_STORE["custom_domain"] or MEDIA_STORE["endpoint_url"] or f"{BUCKET}.s3.amazonaws.com"
CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(str(_PUBLIC))  # type: ignore[index]
