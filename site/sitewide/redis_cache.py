"""Django's cache in Redis, which does not make a client for each question."""

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class _OneClient(RedisCacheClient):
    """Threads may share a client of redis-py, and making one costs more than asking it."""

    _kept: Any = None

    def get_client(self, key: str | None = None, *, write: bool = False) -> Any:
        if self._kept is None:
            self._kept = super().get_client(key, write=True)
        return self._kept


class OneClientRedisCache(RedisCache):
    """As `django.core.cache.backends.redis.RedisCache`, for one server."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _OneClient
