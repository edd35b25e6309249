"""The addresses and cookies of sign-in, and which addresses are open to everyone."""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard.settings import Settings
from dashboard.ui import links
from dashboard.web.share_headers import is_share_path

SIGN_IN: Final = "/sign-in"
CALLBACK: Final = "/oauth2callback"
SIGN_OUT: Final = "/sign-out"
SIGNED_OUT: Final = "/signed-out"
STATE: Final = "/sign-in/state"
ACTIVE: Final = "/sign-in/active"
_OWN: Final = (SIGN_IN, CALLBACK, SIGN_OUT, SIGNED_OUT, STATE, ACTIVE)
_MOST_LETTERS: Final = 1_500
"""The longest address that is kept through the sign-in: a cookie holds it."""
_LOCAL: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""One slash, then printable ASCII without blanks and backslashes: browsers write addresses so."""


def is_sign_in_path(path: str) -> bool:
    """Return whether a path belongs to sign-in itself, which answers everyone."""
    base = links.base()
    return path.startswith(f"{base}/") and path.removeprefix(base) in _OWN


def is_open(path: str) -> bool:
    """Return whether a path is open to everyone: sign-in, shared views, the health check, our font."""
    base = links.base()
    return (
        is_sign_in_path(path)
        or is_share_path(path)
        or path in {"/healthz", f"{base}/healthz"}
        or path.startswith(f"{base}/app/static/")
    )


def local(to: str) -> str:
    """Return an address of this dashboard to go to; its first page if the text is none."""
    start = f"{links.base()}/"
    usable = len(to) <= _MOST_LETTERS and _LOCAL.fullmatch(to) is not None and to.startswith(start)
    dotted = ".." in to.partition("?")[0]  # a browser would resolve it
    return to if usable and not dotted and not is_sign_in_path(to.partition("?")[0]) else start


def address_of(scope: Scope) -> str:
    """Return the path of a request with its query, as the browser sent it."""
    query = scope["query_string"].decode("latin-1")
    path = quote(scope["path"], safe="/:@!$&'()*+,;=~-._")
    return local(f"{path}?{query}" if query else path)


def with_target(path: str, to: str) -> str:
    """Return the address of a sign-in page that leads on to `to`."""
    return f"{links.base()}{path}?to={quote(local(to), safe='')}"


def callback_url(settings: Settings) -> str:
    """Return the address that the provider sends people back to, for its list of allowed ones."""
    return settings.external_url.rstrip("/") + CALLBACK


def has_tls(settings: Settings) -> bool:
    """Return whether browsers reach the dashboard over TLS."""
    return settings.external_url.lower().startswith("https://")


def cookie_name(settings: Settings, name: str = "sd") -> str:
    """Return a cookie's name; with TLS its prefix keeps other hosts of the domain from setting it."""
    return f"__Host-{name}" if has_tls(settings) else name


def cookie_of(scope: Scope, settings: Settings) -> str:
    """Return the session's cookie in a request; "" without one."""
    return cookies_of(scope).get(cookie_name(settings), "")


def cookies_of(scope: Scope) -> dict[str, str]:
    """Return the cookies of a request; a pair that is no cookie is left out."""
    found: dict[str, str] = {}
    for header in Headers(scope=scope).getlist("cookie"):
        for pair in header.split(";"):
            try:
                parsed = SimpleCookie(pair.strip())
            except CookieError:
                continue
            found |= {name: morsel.value for name, morsel in parsed.items()}
    return found
