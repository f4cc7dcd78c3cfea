"""Database, cache and broker, from the environment: PostgreSQL and Redis where named, else the embedded default."""

from pathlib import Path
from typing import Any

import dj_database_url

from config import env

REDIS = {"default": "OneClientRedisCache", "counts": "CountingRedisCache"}
"""The caches that all web processes share; `counts` are those of django-ratelimit."""


def databases(var: Path) -> dict[str, Any]:
    """PostgreSQL from `DATABASE_URL`; without it SQLite in `var`, in WAL mode.

    SQLite's writers begin IMMEDIATE: a transaction that turns from reading to writing would otherwise fail at once
    instead of waiting its turn. On PostgreSQL statements are prepared from their second use in a connection on: the
    rule of rights is planned once instead of every time (a pooler between must know prepared statements).
    """
    address = env.url("DATABASE_URL", "", schemes=("postgres", "postgresql"))
    if address:
        default: dict[str, Any] = dict(
            dj_database_url.parse(address, "sitewide.postgresql", conn_max_age=600, conn_health_checks=True)
        )
        default.setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=2)
        return {"default": default}
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": var / "tabard.sqlite3", "OPTIONS": options}}


def caches() -> dict[str, Any]:
    """Redis from `REDIS_URL`; without it the memory of the one web process.

    What templates keep of the frame of pages (`{% cache %}`) each process keeps in its own memory.
    """
    memory = "django.core.cache.backends.locmem.LocMemCache"
    frame = {"template_fragments": {"BACKEND": "sitewide.frame_cache.FrameCache"}}
    if address := env.url("REDIS_URL", "", schemes=("redis", "rediss", "unix")):
        redis = {name: {"BACKEND": f"sitewide.redis_cache.{kind}", "LOCATION": address} for name, kind in REDIS.items()}
        return frame | redis
    return frame | {name: {"BACKEND": memory, "OPTIONS": {"MAX_ENTRIES": 20_000}} for name in REDIS}


def broker(var: Path) -> dict[str, Any]:
    """Celery's broker settings. The folder transport may lose a ring of the bell; the sweep makes it good."""
    if address := env.url("REDIS_URL", "", schemes=("redis", "rediss", "unix")):
        options = {"visibility_timeout": 120, "unacked_restore_throttle": 1}
        return {"CELERY_BROKER_URL": address, "CELERY_BROKER_TRANSPORT_OPTIONS": options}
    queue = var / "broker"
    for folder in ("queue", "done", "control"):
        (queue / folder).mkdir(parents=True, exist_ok=True)
    folders = {"data_folder_in": queue / "queue", "data_folder_out": queue / "queue"}
    folders |= {"processed_folder": queue / "done", "control_folder": queue / "control"}
    named: dict[str, Any] = {name: str(path) for name, path in folders.items()}
    options = named | {"polling_interval": 0.05, "store_processed": False}
    return {"CELERY_BROKER_URL": "folder://", "CELERY_BROKER_TRANSPORT_OPTIONS": options}
