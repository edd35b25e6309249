"""Shared views over HTTP: `/s/TOKEN`, its status.json and badge.svg, and `/preview/TOKEN`.

No session, cookie or script; nothing in the address but the token counts. Whatever opens nothing, a wrong
token as much as an ended, paused or revoked link, takes the same path and gets the same bytes.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from codat_client import BadInput
from dashboard.demo import DemoError
from dashboard.services.stored_account import UnknownKeyError
from dashboard.settings import SettingsError
from dashboard.sharing.link import ShareLink, ShareRefused
from dashboard.sharing.shared_views import ServedView, SharedViews, UnreadableView, ViewFormat, shared_views
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.views.share.message_page import BEING_READ, NO_VIEW, UNAVAILABLE, MessagePage, message_policy
from dashboard.views.share.page import page_policy
from dashboard.web.page_reloads import PageReloads
from dashboard.web.share_headers import badge_headers, json_headers, page_headers, share_paths
from dashboard.web.shared_reads import SharedReads

log = logging.getLogger(__name__)

FIRST_READ_S: Final = 8.0
"""How long the very first page of a company waits for Codat."""
NEWER_READ_S: Final = 3.0
"""How long a page with old data waits for newer ones."""
_LOOKS_AGAIN_S: Final = 0.25
_METHODS: Final = ("GET", "HEAD")
_NOT_SET_UP: Final = (ShareRefused, SettingsError, DemoError, BadInput, UnknownKeyError)
_TYPES: Final = {
    ViewFormat.PAGE: "text/html; charset=utf-8",
    ViewFormat.JSON: "application/json",
    ViewFormat.BADGE: "image/svg+xml",
}


class _Asked(NamedTuple):
    """What a path asks for. A path that can't be a link's asks for a token that opens nothing."""

    token: str
    form: ViewFormat
    preview: bool


class _Found(NamedTuple):
    """What a token opens, and the views that opened it.

    Getting the views may wait for the store or start the demo, so threads do that, never the event loop.
    """

    views: SharedViews
    served: ServedView


class SharedPages:
    """ASGI app: answers every path below `/s/` and `/preview/`. `views` opens them."""

    def __init__(
        self,
        views: Callable[[], SharedViews],
        first_read_s: float = FIRST_READ_S,
        newer_read_s: float = NEWER_READ_S,
    ) -> None:
        self._views, self._first_read_s, self._newer_read_s = views, first_read_s, newer_read_s
        self._reads: SharedReads[_Found | None] = SharedReads()
        self._reloads = PageReloads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await _whole(await self._response(scope), scope)(scope, receive, send)

    async def _response(self, scope: Scope) -> Response:
        if scope["method"] not in _METHODS:
            return Response(
                status_code=405, headers={**_message_headers(scope), "allow": ", ".join(_METHODS)}
            )
        asked = _asked(scope["path"])
        try:
            found = await self._found(asked)
        except (StoreError, UnreadableView, *_NOT_SET_UP) as error:
            log.warning("a shared view can’t be shown: %s", error)
            return _message(UNAVAILABLE, 503, scope)
        if found is None:
            return _message(NO_VIEW, 404, scope)
        return self._of(found, asked, scope)

    def _of(self, found: _Found, asked: _Asked, scope: Scope) -> Response:
        link, body = found.served.link, found.served.body
        if _is_page(scope, asked) and not self._reloads.is_reload(link.id, scope):
            agent = Headers(scope=scope).get("user-agent", "")
            found.views.count_opening(link, agent)
        if body is None:
            message = UNAVAILABLE if found.served.failed else BEING_READ
            return _message(message, 503, scope, link.embed_origin)
        return Response(body, 200, _headers(asked.form, link, scope), _TYPES[asked.form])

    async def _found(self, asked: _Asked) -> _Found | None:
        """Return what is asked for. The first page of a company waits until it has been read.

        A page with old data waits a moment for newer ones, if they are being read now.
        """
        until = time.monotonic() + self._first_read_s
        found = await self._read(asked)
        while found is not None and _is_coming(found.served) and time.monotonic() < until:
            await _wait(found, until)
            found = await self._read(asked)
        if found is None or not found.served.is_old:
            return found
        await _round_of(found, self._newer_read_s)
        return await self._read(asked)

    async def _read(self, asked: _Asked) -> _Found | None:
        return await self._reads.get(asked, lambda: self._open(asked))

    def _open(self, asked: _Asked) -> _Found | None:
        views = self._views()
        served = views.serve(asked.token, asked.form, preview=asked.preview)
        return None if served is None else _Found(views, served)


def routes() -> list[BaseRoute]:
    """Return the routes, under the path that the dashboard is served under."""
    pages = SharedPages(lambda: shared_views(session.settings()))
    return [Route(f"{path}{{rest:path}}", pages) for path in share_paths()]


async def _wait(found: _Found, until: float) -> None:
    """Wait for the round under way; for another process's, only a moment."""
    if not await _round_of(found, max(0.0, until - time.monotonic())):
        await asyncio.sleep(_LOOKS_AGAIN_S)


async def _round_of(found: _Found, seconds: float) -> bool:
    """Wait so long for the round under way; return whether this process makes one."""
    under_way = found.views.under_way(found.served.link.company_id)
    if under_way is not None:
        await asyncio.wait([asyncio.wrap_future(under_way)], timeout=seconds)
    return under_way is not None


def _asked(path: str) -> _Asked:
    shared, previewed = share_paths()
    preview = not path.startswith(shared)
    token, slash, end = path.removeprefix(previewed if preview else shared).partition("/")
    if slash and (preview or end not in {ViewFormat.JSON, ViewFormat.BADGE}):
        return _Asked("", ViewFormat.PAGE, preview)
    return _Asked(token, ViewFormat(end), preview)


def _is_coming(served: ServedView) -> bool:
    return served.body is None and not served.failed


def _is_page(scope: Scope, asked: _Asked) -> bool:
    """Whether this loads a link's page: not its JSON or badge, and no preview."""
    return scope["method"] == "GET" and asked.form is ViewFormat.PAGE and not asked.preview


def _headers(form: ViewFormat, link: ShareLink, scope: Scope) -> dict[str, str]:
    if form is ViewFormat.PAGE:
        return page_headers(scope, page_policy(link.embed_origin), link.embed_origin)
    if form is ViewFormat.BADGE:
        return badge_headers(scope, link.embed_origin)
    return json_headers(scope, link.embed_origin, Headers(scope=scope).get("origin", ""))


def _message(page: MessagePage, status: int, scope: Scope, embed_origin: str = "") -> Response:
    headers = _message_headers(scope, embed_origin)
    return Response(page.html.encode(), status, headers, _TYPES[ViewFormat.PAGE])


def _message_headers(scope: Scope, embed_origin: str = "") -> dict[str, str]:
    return page_headers(scope, message_policy(embed_origin), embed_origin)


def _whole(response: Response, scope: Scope) -> Response:
    """Return the response; to HEAD without its body, with the length it would have."""
    if scope["method"] == "HEAD":
        response.body = b""
    return response
