"""A way to a PostgreSQL server over TCP that can hang: it accepts, and passes nothing on."""

from __future__ import annotations

import socket
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from threading import Event, Thread
from typing import Any

_LOOK_S = 0.01


class Relay:
    """Passes bytes between its port on loopback and the server's socket at `goal`, unless `hangs` is set."""

    def __init__(self, goal: str) -> None:
        self._goal, self.hangs, self._ended = goal, Event(), Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.connections = 0
        self._ways = DefaultSelector()
        self._ways.register(self._listening, EVENT_READ)
        self._thread = Thread(target=self._run, name="relay")
        self._thread.start()

    def url(self, database: str) -> str:
        """Return a database's URL, as in DATABASE_URL."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """Close everything."""
        self._ended.set()
        self._thread.join()
        for each in list(self._ways.get_map().values()):
            each.fileobj.close()
        self._ways.close()

    def _run(self) -> None:
        while not self._ended.is_set():
            for key, _ in self._ways.select(_LOOK_S):
                if key.fileobj is self._listening:
                    self._accept()
                elif self.hangs.is_set():
                    self._ended.wait(_LOOK_S)
                else:
                    self._pass_on(key.fileobj, key.data)

    def _accept(self) -> None:
        self.connections += 1
        client, server = self._listening.accept()[0], socket.socket(socket.AF_UNIX)
        server.connect(self._goal)
        self._ways.register(client, EVENT_READ, server)
        self._ways.register(server, EVENT_READ, client)

    def _pass_on(self, source: Any, goal: socket.socket) -> None:
        data = b""
        with suppress(OSError):
            data = source.recv(65536)
            goal.sendall(data)
        if not data:
            for each in (source, goal):
                with suppress(KeyError, ValueError):
                    self._ways.unregister(each)
                each.close()
