"""Below HTTP: a protocol that tracks its connections, so that one can be dropped during a call."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_open: dict[tuple[str, int], RecordingProtocol] = {}
"""By the peer's address, which is all that a request's scope says about its connection."""


class RecordingProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol that records each open connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Record the connection, and send small responses at once.

        asyncio sets TCP_NODELAY only on sockets made with the protocol number of TCP, which a listener from
        `socket.create_server` lacks: head and body would wait 40 ms for each other.
        """
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.client:
            _open[self.client] = self

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self.client:
            _open.pop(self.client, None)
        super().connection_lost(exc)


class Raw(Response):
    """Arbitrary bytes instead of a response, HTTP or not. Then the connection is closed.

    pieces: sent one after the other, possibly without end. pause: seconds before each but the first.
    """

    def __init__(self, pieces: Iterable[bytes], pause: float = 0.0) -> None:
        super().__init__()
        self._pieces = pieces
        self._pause = pause

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Send until all is sent or the other side disconnects; wait until the connection is closed."""
        protocol = _open.get(tuple(scope.get("client") or ("", 0)))
        if protocol is not None:
            for piece in self._pieces:
                if protocol.transport.is_closing():
                    break
                protocol.transport.write(piece)
                await protocol.flow.drain()
                await asyncio.sleep(self._pause)
            protocol.transport.close()
        message: dict[str, Any] = {}
        while message.get("type") != "http.disconnect":
            message = dict(await receive())


class Dropped(Raw):
    """No response: the connection is closed before any byte was sent."""

    def __init__(self) -> None:
        super().__init__(())
