"""Below HTTP: a protocol that keeps its connections at hand, so that one can be dropped during a call."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_open: dict[tuple[str, int], asyncio.Transport] = {}
"""Transport by the peer's address, which is what a request's scope tells of its connection."""


class KeepingProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol that notes each open connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Note the connection, and let small answers go out at once.

        asyncio sets TCP_NODELAY only on sockets made with the protocol number of TCP, which a listener from
        `socket.create_server` has not: head and body would wait 40 ms for each other.
        """
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.client:
            _open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self.client:
            _open.pop(self.client, None)
        super().connection_lost(exc)


class Dropped(Response):
    """No answer: the connection is closed before a byte of it was sent."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Close the connection and wait until it is gone."""
        transport = _open.get(tuple(scope.get("client") or ("", 0)))
        if transport is not None:
            transport.abort()
        message: dict[str, Any] = {}
        while message.get("type") != "http.disconnect":
            message = dict(await receive())
