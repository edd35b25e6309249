"""Limit the messages a tab may send: each makes the server run a page, which delays everyone else.

A person sends a few a second: a click, a pause in typing and each look at what is followed are one message.
A tab may send `BURST` at once and `A_SECOND` in the long run. One that sends more is closed with a sentence,
and Streamlit's page reconnects automatically.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access.allowance import Allowance

log = logging.getLogger(__name__)

BURST: Final = 100
A_SECOND: Final = 20.0
TOO_MANY: Final = (1008, "Too many messages from this tab. Reload the page.")
NO_TEXT: Final = (1003, "Only binary messages are accepted.")
"""Close code and reason (RFC 6455: at most 123 bytes). Streamlit takes text for a fault of its own."""


def of_a_tab() -> Allowance:
    """Return what a tab may send."""
    return Allowance(BURST, A_SECOND)


class Rate:
    """ASGI middleware: closes a websocket whose browser sends too much, or what no browser of ours sends."""

    def __init__(self, app: ASGIApp, allowance: Callable[[], Allowance] = of_a_tab) -> None:
        self.app = app
        self.allowance = allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a websocket's messages on while it is within its allowance; pass on all else unchanged."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        socket = _Socket(receive, send, self.allowance())
        await self.app(scope, socket.receive, socket.send)


class _Socket:
    """One websocket as the app sees it: once we close it, the app sees the browser as gone."""

    def __init__(self, receive: Receive, send: Send, allowance: Allowance) -> None:
        self._receive, self._send, self._allowance = receive, send, allowance
        self._closed = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        if message.get("bytes") is None:
            return await self._close(*NO_TEXT)
        return message if self._allowance.take() else await self._close(*TOO_MANY)

    async def send(self, message: Message) -> None:
        if not self._closed:
            await self._send(message)
        elif message["type"] == "websocket.send":
            raise OSError("closed")  # as of a browser that has gone: the app's sender ends in silence

    async def _close(self, code: int, reason: str) -> Message:
        if not self._closed:
            self._closed = True
            log.warning("closed a tab’s connection: %s", reason)
            await self._send({"type": "websocket.close", "code": code, "reason": reason})
        return {"type": "websocket.disconnect", "code": code, "reason": reason}
