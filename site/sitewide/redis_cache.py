"""Django's cache in Redis, which does not make a client for each question."""

import threading
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from sitewide.memory import Memory

ASKED_OFTEN = "wagtail_site_root_paths"
_remembered: Memory[Any] = Memory(seconds=0.5, most=10)


class _OneClient(RedisCacheClient):
    """Threads may share a client of redis-py, and making one costs more than asking it."""

    _kept: Any = None

    def get(self, key: Any, default: Any) -> Any:
        """What Wagtail asks for with every address of a page each process remembers for a moment."""
        if not str(key).endswith(ASKED_OFTEN):
            return super().get(key, default)
        found = _remembered.find(str(key))
        if found is None and (found := super().get(key, None)) is not None:
            _remembered.keep(str(key), found)
        return default if found is None else found

    def set(self, key: Any, value: Any, timeout: Any) -> Any:
        _remembered.forget()
        return super().set(key, value, timeout)

    def delete(self, key: Any) -> Any:
        _remembered.forget()
        return super().delete(key)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        if self._kept is None:
            self._kept = super().get_client(key, write=True)
        return self._kept

    def incr(self, key: Any, delta: int) -> int:
        """Count on what is there, in one step: what ends between asking and counting must not begin anew without an end."""
        counted: int | None = self.get_client(key, write=True).eval(_INCR, 1, key, delta)
        if counted is None:
            raise ValueError(f"Key '{key}' not found.")
        return counted


_INCR = "if redis.call('exists', KEYS[1]) == 1 then return redis.call('incrby', KEYS[1], ARGV[1]) end"


class OneClientRedisCache(RedisCache):
    """As `django.core.cache.backends.redis.RedisCache`, for one server."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _OneClient


class _Counts(_OneClient):
    """django-ratelimit adds a count that is not there yet, else counts on it: here both are one question.

    `add` counts already; `incr`, which follows in the same thread, gives out what it counted.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._counted = threading.local()

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        number: int = self.get_client(key, write=True).eval(_COUNT, 1, key, value, int(timeout or 0))
        self._counted.known = {key: number}
        return number == int(value)

    def incr(self, key: Any, delta: int) -> int:
        known: int | None = getattr(self._counted, "known", {}).pop(key, None)
        return super().incr(key, delta) if known is None else known


_COUNT = """
local number = redis.call('incrby', KEYS[1], ARGV[1])
if number == tonumber(ARGV[1]) then redis.call('expire', KEYS[1], ARGV[2]) end
return number
"""


class CountingRedisCache(OneClientRedisCache):
    """For counts of django-ratelimit alone."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Counts
