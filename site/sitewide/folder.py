"""A folder as Celery's broker, for the embedded default: kombu's own, with messages that appear whole or not at all.

kombu opens a message's file before it writes into it, and reads without asking for the lock: a reader that is quicker
finds an empty file, and the worker ends. Here a message is written aside and put in its place by one rename. What still
cannot be read counts as lost: the broker is a doorbell, and the sweep makes good a lost ring.
"""

from itertools import count
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

_written = count()


class Channel(filesystem.Channel):
    def _put(self, queue: str, message: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        # Names are read in their order: by the clock, and within one tick of it by how many this process wrote before.
        name = f"{time_ns():020}_{next(_written):010}_{uuid4()}.{queue}.msg"
        aside = Path(self.data_folder_out) / f"{name}.part"
        try:
            aside.write_bytes(str_to_bytes(dumps(message)))
            aside.replace(aside.with_suffix(""))
        except OSError as error:
            raise ChannelError(f"Cannot put a message into {self.data_folder_out}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            raise Empty from None

    def get_table(self, exchange: str) -> Any:
        try:
            return super().get_table(exchange)
        except ValueError:
            return []


class Transport(filesystem.Transport):
    Channel = Channel
