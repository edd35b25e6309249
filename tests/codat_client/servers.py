"""Tiny servers on loopback that answer as a test says, and remember what they were asked."""

from __future__ import annotations

import contextlib
import errno
import json
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.support import limits

COMPANY = "4b3c2a10-9f8e-4d7c-8b6a-5f4e3d2c1b0a"
SYNC = "aa4c9dfd-e945-4424-9628-9e724f14c267"
SETTLED_WITHIN = limits.stretched(10)
"""Seconds that a server on a busy machine has for what it was sent already."""
LATE = limits.stretched(3)
"""The seconds past its total that a caller may wait on a machine that stalls."""
CERTIFICATES = Path(__file__).parent / "certificates"

Line = socket.socket
Script = Callable[["Asked", Line], None] | bytes
"""What a server does with a request: send these bytes, or run this."""


@dataclass
class Asked:
    """One request as it came; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


def reply(body: Any = b"", status: int = 200, **headers: Any) -> bytes:
    """Make a whole answer; a body that is no bytes is sent as JSON. retry_after=1 is a header."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def drop(_: Asked, line: Line) -> None:
    """Close the connection without a word."""
    line.shutdown(socket.SHUT_RDWR)


def cut_off(content: bytes) -> Script:
    """Send `content`, then close the connection."""

    def run(_: Asked, line: Line) -> None:
        line.sendall(content)
        line.shutdown(socket.SHUT_RDWR)

    return run


def hang(_: Asked, line: Line) -> None:
    """Say nothing until the other side has had enough."""
    while line.recv(1024):
        pass


def trickle(start: bytes, more: bytes, every: float = 0.05) -> Script:
    """Send `start`, then `more` again and again, never an end."""

    def run(_: Asked, line: Line) -> None:
        line.sendall(start)
        pause = threading.Event()
        while not pause.wait(every):
            line.sendall(more)

    return run


def tunnel_to(port: int) -> Script:
    """Be a proxy: open a tunnel to this port of ours, and pass everything on, both ways."""

    def run(_: Asked, line: Line) -> None:
        with socket.create_connection(("127.0.0.1", port)) as there:
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            other = {line: there, there: line}
            while True:  # one thread for both ways: two must not use one TLS line at once
                waiting = [line] if isinstance(line, ssl.SSLSocket) and line.pending() else []
                for source in waiting or select.select([line, there], [], [])[0]:
                    if not (data := source.recv(65536)):
                        return
                    other[source].sendall(data)

    return run


@dataclass
class Server:
    """Answers the n-th request with the n-th script, and all after the last with the last."""

    scripts: list[Script] = field(repr=False)
    tls: bool = False
    asked: list[Asked] = field(default_factory=list, repr=False)
    connections: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._open: list[Line] = []
        self._threads: dict[int, threading.Thread] = {}
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"https://localhost:{self.port}" if self.tls else f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End all lines, wait for the threads that use them (those close them), then close the listener.

        A line closed while a thread still uses it is dangerous: the system gives its number to the next one
        that is opened, and the thread would then serve another server's connections.
        """
        until = time.monotonic() + SETTLED_WITHIN
        _end(self._listener)
        self._accepting.join(SETTLED_WITHIN)
        for line in self._open:
            _end(line)
        for thread in self._threads.values():
            thread.join(max(0.0, until - time.monotonic()))
        self._listener.close()

    def settle(self) -> None:
        """Wait until every connection made before has been served to its end; TimeoutError if one is not."""
        until = time.monotonic() + SETTLED_WITHIN
        with socket.create_connection(("127.0.0.1", self.port)) as marker:
            pause, mine = threading.Event(), marker.getsockname()[1]
            while mine not in self._threads and time.monotonic() < until:
                pause.wait(0.01)
        for thread in list(self._threads.values()):
            thread.join(max(0.0, until - time.monotonic()))
        if mine not in self._threads or any(thread.is_alive() for thread in self._threads.values()):
            raise TimeoutError("a connection is still open, or was not taken")

    def _accept(self) -> None:
        context = server_context() if self.tls else None
        while True:
            try:
                line, peer = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if context:
                try:  # the thread shakes hands, when it reads first: here nobody may be waited for
                    line = context.wrap_socket(line, server_side=True, do_handshake_on_connect=False)
                except OSError:  # who called has gone
                    continue
            self._open.append(line)
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            thread.start()
            self._threads[peer[1]] = thread

    def _serve(self, line: Line) -> None:
        try:
            with line, line.makefile("rb") as stream:
                while asked := _read_request(stream):
                    self._answer(asked, line)
        except (OSError, ValueError):
            line.close()

    def _answer(self, asked: Asked, line: Line) -> None:
        with self._lock:
            self.asked.append(asked)
            script = self.scripts[min(len(self.asked), len(self.scripts)) - 1]
        if isinstance(script, bytes):
            line.sendall(script)
        else:
            script(asked, line)


def _end(line: Line) -> None:
    """End a line that another thread may be using: that thread wakes, with its TLS still there."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def serve(*scripts: Script, tls: bool = False) -> Server:
    return Server(list(scripts), tls=tls)


def _read_request(stream: Any) -> Asked | None:
    first = stream.readline().decode("latin-1").split()
    if not first:
        return None
    headers: dict[str, str] = {}
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", 0)))
    return Asked(first[0], first[1], headers, body)


class _TlsLine(ssl.SSLSocket):
    """A line that is closed if who called has gone before TLS began: the ssl module leaves it open then."""

    def getpeername(self) -> Any:
        try:
            return super().getpeername()
        except OSError as error:
            self.close()
            raise ConnectionAbortedError(errno.ECONNABORTED, "Who called has gone.") from error


def server_context() -> ssl.SSLContext:
    """Return the TLS of a server for `localhost`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sslsocket_class = _TlsLine
    context.load_cert_chain(CERTIFICATES / "server.pem", CERTIFICATES / "server.key")
    return context
