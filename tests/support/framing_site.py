"""Another site on loopback that shows an address in a frame, as a help desk or an intranet would."""

from __future__ import annotations

from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self
from urllib.parse import unquote, urlsplit

_PAGE = '<!doctype html><title>Help desk</title><iframe src="{}" width="900" height="700"></iframe>'


class FramingSite:
    """A running site: `origin`, and `framing(address)`, the page of it that frames an address."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Framing)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        """Start it."""
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()

    def framing(self, address: str) -> str:
        """Return the address of a page that frames another one."""
        return f"{self.origin}/?{address}"


class _Framing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = _PAGE.format(escape(unquote(urlsplit(self.path).query))).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""
