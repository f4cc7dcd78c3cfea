"""Django's PostgreSQL, which looks at its own end of the line before it asks whether anybody is at the other."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """With `CONN_HEALTH_CHECKS`, a question to the server at the start of every request is spared.

    A server that restarts or ends a session closes the line, and then there is something to read at ours; only then is
    it asked. A line that is cut without a word is found out by neither.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.pgconn.socket, select.POLLIN)
        return bool(super().is_usable()) if line.poll(0) else True
