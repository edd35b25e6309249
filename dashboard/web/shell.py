"""Serve the page that a browser loads first: Streamlit's own, prepared so that its first visit is short.

Streamlit's page finds its server by trial: at /company it asks for its health and host-config, gets 404s
that stay in the browser's console, waits, and asks at / then; only after both answers it opens its
websocket. A script before its own sets what Streamlit reads for sites that host it (`window.__streamlit`):
the server's address, and a host configuration, with which it opens the websocket at once. The configuration
allows no other site to steer the page, as the server's (`client.allowedOrigins`) doesn't. Without the script
Streamlit tries as before.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import file_util

from dashboard.ui import links
from dashboard.web import preload

_NAME: Final = "where.js"
_WHERE: Final = """\
window.__streamlit = {
  BACKEND_BASE_URL: new URL(".", document.currentScript.src).href,
  HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
};
"""
_TAG: Final = f'<script src="./{_NAME}"></script>\n    '
_BEFORE: Final = '<script type="module"'
_NO_CACHE: Final = {"cache-control": "no-cache"}


def routes() -> list[BaseRoute]:
    """Return a route for each page, under the path that the dashboard is served under, and the script's."""
    base = links.base()
    pages = [Route(f"{base}/{page}", partial(_page, page)) for page in links.PAGES]
    return [*pages, Route(f"{base}/{_NAME}", _script)]


async def _page(page: str, _request: Request) -> Response:
    return HTMLResponse(_html(page), headers=_NO_CACHE)


async def _script(_request: Request) -> Response:
    return Response(_WHERE, media_type="text/javascript", headers=_NO_CACHE)


@cache
def _html(page: str) -> str:
    """Return Streamlit's page with our script before its first, and the files that `page` will need."""
    html = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    return preload.add_to(html.replace(_BEFORE, _TAG + _BEFORE, 1), page)
