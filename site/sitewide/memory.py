"""What one process remembers for a moment: the quickest of all caches, for what cannot be wrong or may be a little old."""

import time
from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
_memories: "list[Memory[object]]" = []


class Memory(Generic[Thing]):
    """At most `most` things by their keys, each for `seconds`; the ones kept first go first."""

    def __init__(self, *, seconds: float, most: int) -> None:
        self.seconds, self.most = seconds, most
        self._things: OrderedDict[str, tuple[float, Thing]] = OrderedDict()
        self._lock = Lock()
        _memories.append(self)  # type: ignore[arg-type]

    def find(self, key: str) -> Thing | None:
        until, thing = self._things.get(key, (0.0, None))
        return thing if until > time.monotonic() else None

    def keep(self, key: str, thing: Thing) -> None:
        with self._lock:
            self._things[key] = (time.monotonic() + self.seconds, thing)
            self._things.move_to_end(key)
            while len(self._things) > self.most:
                self._things.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._things.clear()


def forget_everything() -> None:
    """For tests: numbers of rows come again in the next one."""
    for memory in _memories:
        memory.forget()
