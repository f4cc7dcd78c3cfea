"""Somebody's wire to PostgreSQL, cut at a chosen answer: whoever hangs on it can be killed between any two statements.

A relay on a port of its own hands on what client and server say to each other in PostgreSQL's protocol. At the answer
chosen it keeps silent: the server has done what it was asked, and the client does not know.
"""

import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from select import select
from typing import Self

PATIENCE = 60.0
ENCRYPTION = {80877103, 80877104}
"""Requests to speak encrypted, which come before anything else and are answered by one letter: no."""
HELLO, PARSE, QUERY, SYNC, READY, KEY = b"", b"P", b"Q", b"S", b"Z", b"K"


@dataclass
class Frames:
    """Cuts what comes into the messages it consists of; the first of a client has no kind."""

    greeted: bool
    kept: bytes = b""

    def cut(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        self.kept += data
        while len(self.kept) >= 4 + self.greeted:
            [length] = struct.unpack_from("!I", self.kept, int(self.greeted))
            whole = length + self.greeted
            if len(self.kept) < whole:
                return
            frame, self.kept = self.kept[:whole], self.kept[whole:]
            kind = frame[:1] if self.greeted else HELLO
            self.greeted = self.greeted or struct.unpack_from("!I", frame, 4)[0] not in ENCRYPTION
            yield kind, frame


@dataclass
class Wire:
    """Between one client and the server at `to`.

    `asked` are the requests so far, as far as their words are in them (what was prepared before has none); `backend` is
    the number of the server's process at the other end.
    """

    to: tuple[str, int]
    asked: list[str] = field(default_factory=list)
    backend: int = 0
    _words: str = ""
    _given: int = -1
    _wanted: int = 0

    def __enter__(self) -> Self:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.door.settimeout(PATIENCE)
        self.port: int = self.door.getsockname()[1]
        self.ends: list[socket.socket] = []
        return self

    def __exit__(self, *_: object) -> None:
        for one in (*self.ends, self.door):
            one.close()

    def silent_at(self, answer: int, *, of: str = "") -> bool:
        """Hand everything on until the server has given this answer (the first is 1) to a request that begins with
        these words, and keep it back; False where the client hung up before that."""
        client, server = self.door.accept()[0], socket.create_connection(self.to, PATIENCE)
        self.ends = [client, server]
        for one in self.ends:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        says, answers = Frames(greeted=False), Frames(greeted=True)
        while ready := select(self.ends, [], [], PATIENCE)[0]:
            data = ready[0].recv(65536)
            if not data:
                return False
            if ready[0] is client:
                server.sendall(b"".join(self._heard(says, data, answer, of)))
            else:
                client.sendall(b"".join(self._answered(answers, data)))
            if self._wanted and self._given == self._wanted:
                return True
        return False

    def _heard(self, says: Frames, data: bytes, answer: int, of: str) -> Iterator[bytes]:
        """What goes on to the server."""
        for kind, frame in says.cut(data):
            if kind == HELLO and not says.greeted:
                self.ends[0].sendall(b"N")
                continue
            if kind in {PARSE, QUERY}:
                self._words = frame[5:].split(b"\0")[kind == PARSE].decode(errors="replace")
            if kind in {QUERY, SYNC}:
                self.asked.append(self._words)
                self._words = ""
                if not self._wanted and sum(one.startswith(of) for one in self.asked) == answer:
                    self._wanted = len(self.asked)
            yield frame

    def _answered(self, answers: Frames, data: bytes) -> Iterator[bytes]:
        """What goes on to the client: nothing of the answer that is wanted. The first one, to the greeting, is none."""
        for kind, frame in answers.cut(data):
            if kind == KEY:
                [self.backend] = struct.unpack_from("!I", frame, 5)
            held = self._wanted and self._given == self._wanted - 1
            self._given += kind == READY
            if not held:
                yield frame
