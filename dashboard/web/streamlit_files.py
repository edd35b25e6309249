"""Serve Streamlit's own scripts, styles and fonts from memory.

A first visit loads some eighty of them before it draws anything. Streamlit looks each up on disk and reads it
in pieces of 64 kB, in threads that its page runs need as well. Their names hold a hash of their content, so
one copy of each serves everyone and browsers may keep it. Middleware, since Streamlit allows no route here.
"""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from dashboard.ui import links

_HEADERS: Final = {"cache-control": "public, immutable, max-age=31536000"}
_METHODS: Final = ("GET", "HEAD")


class StreamlitFiles:
    """ASGI middleware: answers requests for these files, and passes on all others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        static = Path(file_util.get_static_dir(), "static")
        self.files = {
            f"{links.base()}/static/{file.parent.name}/{file.name}": file for file in static.glob("*/*.*")
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory where the path is exactly that of a file."""
        if scope["type"] == "http" and scope["method"] in _METHODS and scope["path"] in self.files:
            await _answer(self.files[scope["path"]])(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _answer(file: Path) -> Response:
    return Response(_content(file), headers=_HEADERS, media_type=mimetypes.guess_type(file.name)[0])


@cache
def _content(file: Path) -> bytes:
    return file.read_bytes()
