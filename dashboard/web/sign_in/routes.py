"""The routes of sign-in. Those that need the provider are imported when they are first asked for."""

from __future__ import annotations

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dashboard.services import sign_ins
from dashboard.settings import Settings
from dashboard.store.errors import StoreError
from dashboard.ui import links, session
from dashboard.web.sign_in import addresses, replies
from dashboard.web.sign_in.confirming import CONFIRMING, SessionFate
from dashboard.web.sign_in.lazily import Lazily
from dashboard.web.sign_in.open_tabs import OPEN_TABS
from dashboard.web.sign_in.visitors import arrival_of, visitor_of

_FINE, _OUT, _RELOAD = 204, 401, 409


def routes() -> list[BaseRoute]:
    """Return the routes, under the path that the dashboard is served under."""
    base = links.base()
    return [
        Route(base + addresses.SIGN_IN, Lazily("sign_in")),
        Route(base + addresses.CALLBACK, Lazily("callback")),
        Route(base + addresses.SIGN_OUT, _ask, methods=["GET"]),
        Route(base + addresses.SIGN_OUT, _sign_out, methods=["POST"]),
        Route(base + addresses.SIGNED_OUT, _signed_out),
        Route(base + addresses.STATE, _state),
        Route(base + addresses.ACTIVE, _active, methods=["POST"]),
    ]


async def _ask(_request: Request) -> Response:
    return replies.ask_to_sign_out()


async def _sign_out(request: Request) -> Response:
    """End the session of this browser. The guard has refused what another site sends."""
    settings = session.settings()
    visitor = visitor_of(request.scope, settings)
    try:
        ended = await anyio.to_thread.run_sync(sign_ins.sign_out, settings, visitor)
    except StoreError:
        return replies.still_signed_in(503)
    if ended:
        OPEN_TABS.end(ended)
    reply = replies.redirect(f"{links.base()}{addresses.SIGNED_OUT}")
    return replies.drop_cookie(reply, settings, addresses.cookie_name(settings))


async def _signed_out(request: Request) -> Response:
    """Show that the session here is over, which our script has no proof of: its request may have failed."""
    settings = session.settings()
    cookie = addresses.cookie_of(request.scope, settings)
    try:
        found = await anyio.to_thread.run_sync(sign_ins.session_with, settings, cookie)
    except StoreError:
        return replies.still_signed_in(503)
    if found is not None:
        return replies.still_signed_in()
    return replies.signed_out(addresses.local(request.query_params.get("to", "")))


async def _state(request: Request) -> Response:
    """Tell an open tab whether its session goes on (204), is over (401), or the page must be loaded (409)."""
    settings = session.settings()
    if not settings.sign_in:
        return Response(status_code=_FINE)
    try:
        status = await _status(settings, request)
    except StoreError:
        status = 503
    return Response(status_code=status, headers={"cache-control": "no-store"})


async def _status(settings: Settings, request: Request) -> int:
    found = (await arrival_of(request.scope, settings)).session
    if found is None:
        cookie = addresses.cookie_of(request.scope, settings)
        anew = await anyio.to_thread.run_sync(sign_ins.may_begin_anew, settings, cookie)
        return _RELOAD if anew else _OUT
    if await CONFIRMING.look(settings, found) is not SessionFate.FINE:
        return _RELOAD
    now = await anyio.to_thread.run_sync(sign_ins.now_of, settings, [found.id])
    if found.id not in now:
        return _OUT
    shown = request.query_params.get("v", "")
    current = sign_ins.version_of(found.id, now[found.id].grants)
    return _RELOAD if shown and shown != current else _FINE


async def _active(request: Request) -> Response:
    """Record that someone uses a tab: our script says so at a key or a click, at most once a minute."""
    settings = session.settings()
    if not settings.sign_in or not Headers(scope=request.scope).get("origin"):
        return Response(status_code=_FINE)
    try:
        found = (await arrival_of(request.scope, settings)).session
        if found is None:
            return Response(status_code=_OUT)
        await anyio.to_thread.run_sync(sign_ins.touch, settings, found)
    except StoreError:
        return Response(status_code=503)
    return Response(status_code=_FINE)
