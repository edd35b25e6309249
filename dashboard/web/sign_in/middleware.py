"""Admit only who has signed in: the middleware in front of Streamlit and our own routes."""

from __future__ import annotations

import logging
import os
from typing import Final

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access import session_header
from dashboard.access.session import SignInSession
from dashboard.services import sign_ins
from dashboard.settings import Settings, SettingsError
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.web.api.paths import is_for_script
from dashboard.web.refusal import Refusal
from dashboard.web.sign_in import replies
from dashboard.web.sign_in.addresses import (
    SIGN_IN,
    address_of,
    is_open,
    is_sign_in_path,
    with_target,
)
from dashboard.web.sign_in.confirming import CONFIRMING, SessionFate
from dashboard.web.sign_in.open_tabs import OPEN_TABS, OpenTab
from dashboard.web.sign_in.own_ids import OWN_IDS
from dashboard.web.sign_in.proxy_person import proxy_headers
from dashboard.web.sign_in.visitors import Arrival, arrival_of

log = logging.getLogger(__name__)

_NOT_SET_UP: Final = Refusal(
    503, "Sign-in isn’t set up correctly. Ask whoever runs this dashboard: its log says what to change."
)
_SIGN_IN: Final = Refusal(401, "Sign in first.")
_NOT_YOURS: Final = Refusal(404, "There’s nothing here.")
_UNREADABLE: Final = Refusal(503, "Sign-ins can’t be checked right now. Try again in a minute.", 1013, 30)


class Sessions:
    """ASGI middleware. Without SIGN_IN it passes everything on.

    What is behind it gets the session's id in a header that only this process can seal.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, send a page to sign-in, or refuse everything else."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        try:
            settings = session.settings()
        except SettingsError:
            await self._without_settings(scope, receive, send)
            return
        if not settings.sign_in or is_open(scope["path"]) or is_for_script(scope):
            await self.app(_handed_on(scope, settings), receive, send)
            return
        try:
            await self._admit(settings, scope, receive, send)
        except StoreError:
            log.exception("a session can’t be checked")
            await _UNREADABLE.answer(scope, receive, send)

    async def _without_settings(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse everything if the settings are invalid and SIGN_IN is set; otherwise pages report it."""
        wanted = os.environ.get("SIGN_IN", "").strip() and not is_open(scope["path"])
        if wanted or is_sign_in_path(scope["path"]):
            await _NOT_SET_UP.answer(scope, receive, send)
        else:
            await self.app(_without(scope, {session_header.HEADER}), receive, send)

    async def _admit(self, settings: Settings, scope: Scope, receive: Receive, send: Send) -> None:
        arrival = await arrival_of(scope, settings)
        found = arrival.session
        if found is not None and await CONFIRMING.look(settings, found) is not SessionFate.FINE:
            found = None
        if found is None:
            await _turn_away(arrival, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._open(settings, found, scope, receive, send)
        elif not OWN_IDS.may_load(found.id, scope["path"]):
            await _NOT_YOURS.answer(scope, receive, send)
        else:
            if is_page(scope):
                await anyio.to_thread.run_sync(sign_ins.touch, settings, found)
            sending = _with_cookie(send, settings, arrival.new_cookie) if arrival.new_cookie else send
            await self.app(_handed_on(scope, settings, found.id), receive, sending)

    async def _open(
        self, settings: Settings, found: SignInSession, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Open a websocket, and watch it."""
        grants = await anyio.to_thread.run_sync(sign_ins.grants_of, settings, found.person)
        tab = OpenTab(found.id, grants, receive, send)
        OPEN_TABS.add(tab)
        try:
            own = OWN_IDS.with_own_session(found.id, _handed_on(scope, settings, found.id))
            await self.app(own, tab.receive, tab.send)
        finally:
            OPEN_TABS.remove(tab)


def is_page(scope: Scope) -> bool:
    """Return whether a request opens a page in a browser."""
    reads = scope["type"] == "http" and scope["method"] == "GET"
    return reads and "text/html" in Headers(scope=scope).get("accept", "")


async def _turn_away(arrival: Arrival, scope: Scope, receive: Receive, send: Send) -> None:
    if arrival.unnamed and is_page(scope):
        await replies.unnamed()(scope, receive, send)
    elif arrival.refusal and is_page(scope):
        await replies.no_role(arrival.refusal, address_of(scope))(scope, receive, send)
    elif arrival.wait_s and is_page(scope):
        await replies.too_many(address_of(scope), arrival.wait_s)(scope, receive, send)
    elif is_page(scope):
        await replies.redirect(with_target(SIGN_IN, address_of(scope)))(scope, receive, send)
    else:
        await _SIGN_IN.answer(scope, receive, send)


def _handed_on(scope: Scope, settings: Settings, session_id: str = "") -> Scope:
    """Return the request without what others may not set, and with the session's id.

    The proxy's headers reach the routes of sign-in alone, which check its proof themselves.
    """
    keeps = not settings.sign_in or is_sign_in_path(scope["path"])
    passed_on = _without(scope, {session_header.HEADER} | (frozenset() if keeps else proxy_headers(settings)))
    if session_id:
        sealed = session_header.sealed_session(session_id).encode()
        passed_on["headers"] = [*passed_on["headers"], (session_header.HEADER.encode(), sealed)]
    return passed_on


def _without(scope: Scope, names: frozenset[str] | set[str]) -> Scope:
    removed = {name.encode() for name in names}
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in removed]}


def _with_cookie(send: Send, settings: Settings, cookie: str) -> Send:
    """Return `send`, which sets the cookie of a session that has just begun."""
    set_by = replies.set_session(replies.redirect("/"), settings, cookie)

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", set_by.headers["set-cookie"])
        await send(message)

    return send_with_cookie
