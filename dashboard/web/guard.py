"""The guard in front of Streamlit: which Host and Origin are allowed, which paths are closed, the headers.

Pure ASGI, so that it sees websockets as well. Streamlit lets a websocket in without an Origin, from a name
that only begins like ours and from any port of localhost, and asks an outside address about each foreign
Origin while everyone waits (measured with 1.67). These are refused before Streamlit sees them.
"""

from __future__ import annotations

import logging
import re
import secrets
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access.request_origin import HEADER, is_loopback, sealed
from dashboard.settings import SettingsError
from dashboard.ui import session
from dashboard.web.api.paths import export_path, health_paths, sent_token
from dashboard.web.peer import origin_in, server_trusts_headers, trust_problem
from dashboard.web.refusal import Refusal, headers_for, over_tls
from dashboard.web.share_headers import add_missing, is_share_path
from dashboard.web.sign_in.addresses import is_sign_in_path

log = logging.getLogger(__name__)

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
CLOSED = (
    "/_stcore/metrics",  # how many people, how much memory
    "/_stcore/upload_file",  # nothing is uploaded
    "/_stcore/script-health-check",  # runs the page for anybody; /healthz does not
    "/_stcore/agent",  # Streamlit's interface for agents
    "/auth/login",  # Streamlit's own sign-in; ours is web/sign_in
    "/auth/logout",
    "/component/",  # components of the first kind, of which we have none
)
"""Streamlit's own addresses that the dashboard doesn't need."""
PLAIN_HTTP = (
    "The dashboard accepts connections from other machines over plain HTTP: anyone who can read the network "
    "sees what it shows, and any key typed into it. Set server.address to 127.0.0.1 and put a proxy with TLS "
    "and a sign-in in front (docs/operating.md), or give Streamlit a certificate (server.sslCertFile and "
    "server.sslKeyFile)."
)
_FOREIGN_HOST = Refusal(403, "The dashboard doesn’t answer to this host name. Set HOSTS (docs/operating.md).")
_FOREIGN_ORIGIN = Refusal(403, "This request comes from another site.")
_NOT_FOR_TOKENS = Refusal(403, "A service token works only for /healthz and /export/history.csv.")
_CLOSED = Refusal(404, "There’s nothing here.")
_COMPONENTS = "/_stcore/bidi-components/"
_READS = ("GET", "HEAD")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]:/@?#\\\s]+)(:\d{1,5})?", re.IGNORECASE)


class _Rules(NamedTuple):
    """What the settings say: the host names to answer to, and why no proxy can be trusted."""

    answered_hosts: frozenset[str]
    no_proxy_trusted: str | None


class Guard:
    """ASGI middleware: refuses foreign Hosts and Origins and closed paths, adds headers to every reply."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.rules = _rules()
        server_trusts_headers()  # which can be found out only now
        self.warned_of_plain_http = False
        self.health = health_paths()
        self.for_tokens = self.health | {export_path()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        self._warn_of_plain_http(scope)
        if (refusal := self._refusal(scope)) is not None:
            await refusal.answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(_with_place(scope), receive, send)
        else:
            await self._pass_on(scope, receive, send)

    def _warn_of_plain_http(self, scope: Scope) -> None:
        """Warn at the first request from another computer without TLS, whatever address was configured."""
        client = scope.get("client")
        if self.warned_of_plain_http or client is None or is_loopback(client[0]) or over_tls(scope):
            return
        self.warned_of_plain_http = True
        log.warning(PLAIN_HTTP)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        reads = scope["type"] == "http" and scope["method"] in _READS
        if reads and scope["path"] in self.health:
            return None
        self.rules = self.rules or _rules()
        answered, no_proxy_trusted = self.rules or _Rules(LOOPBACK, None)
        if no_proxy_trusted is not None:
            return Refusal(503, no_proxy_trusted)
        if len(hosts) != 1 or _name_of(hosts[0]) not in answered:
            return _FOREIGN_HOST
        if not reads and (len(origins) != 1 or not _is_of(origins[0], hosts[0])):
            return _FOREIGN_ORIGIN
        if any(closed in scope["path"] for closed in CLOSED):
            return _CLOSED
        is_script = sent_token(headers) is not None
        return _NOT_FOR_TOKENS if is_script and scope["path"] not in self.for_tokens else None

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers; where everything behind fails, answer with a sentence and a reference."""
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                _add_headers(message, scope)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            if begun:
                raise
            reference = secrets.token_hex(3)
            log.exception("a request failed, reference %s", reference)
            sentence = f"Something went wrong (reference {reference}). The log has the details."
            await Refusal(500, sentence).answer(scope, receive, send_with_headers)


def _add_headers(message: Message, scope: Scope) -> None:
    headers = MutableHeaders(scope=message)
    if is_share_path(scope["path"]) or is_sign_in_path(scope["path"]):
        add_missing(headers, headers_for(scope))
        return
    for name, value in headers_for(scope).items():
        headers[name] = value
    if _COMPONENTS in scope["path"]:
        headers["cache-control"] = "no-cache"  # the name has no version in it


def _with_place(scope: Scope) -> Scope:
    """Add a header with where the session was opened, which only this process can seal."""
    place = sealed(origin_in(scope))
    others = [pair for pair in scope["headers"] if pair[0].lower() != HEADER.encode()]
    return {**scope, "headers": [*others, (HEADER.encode(), place.encode())]}


def _rules() -> _Rules | None:
    """Return the rules of the settings; None while these can't be used, which every page says."""
    try:
        settings = session.settings()
    except SettingsError:
        return None
    return _Rules(LOOPBACK | settings.answered_hosts, trust_problem(settings))


def _name_of(host: str) -> str:
    """The name in a Host header, without its port; "" when it is none."""
    found = _HOST.fullmatch(host)
    return found[1].strip("[]").lower() if found else ""


def _is_of(origin: str, host: str) -> bool:
    """Whether an Origin header names this very host and port; behind a proxy with TLS its scheme is https."""
    return origin.lower() in {f"http://{host}".lower(), f"https://{host}".lower()}
