"""Serve the page that a browser loads first: Streamlit's own, with its server's address added.

Streamlit's page finds that out by trial: at /company it asks for its health and host-config, gets
404s that stay in the browser's console, waits, and asks at / then. A script before its own spares it that: it
sets BACKEND_BASE_URL, which Streamlit reads for sites that host it. Without it, it tries as ever.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import file_util

from dashboard.ui import links

_NAME: Final = "where.js"
_WHERE: Final = "window.__streamlit = { BACKEND_BASE_URL: new URL('.', document.currentScript.src).href };\n"
_TAG: Final = f'<script src="./{_NAME}"></script>\n    '
_BEFORE: Final = '<script type="module"'
_NO_CACHE: Final = {"cache-control": "no-cache"}


def routes() -> list[BaseRoute]:
    """Return a route for each page, under the path that the dashboard is served under, and the script's."""
    base = links.base()
    pages = [Route(f"{base}/{page}", _page) for page in links.PAGES]
    return [*pages, Route(f"{base}/{_NAME}", _script)]


async def _page(_request: Request) -> Response:
    return HTMLResponse(_html(), headers=_NO_CACHE)


async def _script(_request: Request) -> Response:
    return Response(_WHERE, media_type="text/javascript", headers=_NO_CACHE)


@cache
def _html() -> str:
    """Return Streamlit's page with our script before its first; as it is where that is not found."""
    page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    return page.replace(_BEFORE, _TAG + _BEFORE, 1)
