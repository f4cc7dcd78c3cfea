"""Django's cache in Redis, which does not make a client for each question."""

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class _OneClient(RedisCacheClient):
    """Threads may share a client of redis-py, and making one costs more than asking it."""

    _kept: Any = None

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
