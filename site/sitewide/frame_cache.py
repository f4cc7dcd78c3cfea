"""Where `{% cache %}` keeps the frame of pages: the memory of the process, without a copy for each reader."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from sitewide.memory import Memory

SECONDS = 300.0


class FrameCache(BaseCache):
    """For strings, which nobody can change: what is asked for is what was kept. Each is kept for `SECONDS`."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._kept: Memory[str] = Memory(seconds=SECONDS, most=5_000)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = self._kept.find(key)
        return default if found is None else found

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._kept.keep(key, value)
