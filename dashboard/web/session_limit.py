"""Limit the open tabs: each is a session with its own memory."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.web.refusal import Refusal
from dashboard.web.share_headers import is_share_path
from dashboard.web.sign_in.addresses import is_sign_in_path

MOST_OPEN: Final = 300
"""Open tabs of all people together. Streamlit keeps at most 128 closed ones besides, for two minutes."""
TRY_AGAIN: Final = 1013  # the close code "try again later" (IANA's registry of RFC 6455)
_RETRY_AFTER_S: Final = 30


class SessionLimit:
    """ASGI middleware: refuse new tabs beyond `most` open websockets, and say why on the page."""

    def __init__(self, app: ASGIApp, most: int = MOST_OPEN) -> None:
        self.app = app
        self.most = most
        self.open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or say that the dashboard is full."""
        if self.open >= self.most and _wants_in(scope):
            await self._full().answer(scope, receive, send)
        elif scope["type"] == "websocket":
            self.open += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.open -= 1
        else:
            await self.app(scope, receive, send)

    def _full(self) -> Refusal:
        sentence = (
            f"The dashboard is full: {self.most} tabs are open, which is its limit. "
            "Close a tab you don’t need, then reload this page."
        )
        return Refusal(503, sentence, TRY_AGAIN, _RETRY_AFTER_S)


def _wants_in(scope: Scope) -> bool:
    """Whether this opens a tab: its websocket, or the page itself; what open tabs load goes on.

    A shared view and the pages of sign-in open none: they have no session, and let someone sign out.
    """
    if scope["type"] == "websocket":
        return True
    if scope["type"] != "http" or is_share_path(scope["path"]) or is_sign_in_path(scope["path"]):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")
