"""Configure requests and urllib3: no redirects, no environment, no retries, bounded bodies.

The adapter of `requests` is used without its Session: a Session reads .netrc and the environment, keeps
cookies, and on a redirect reads the whole body and prepares a second request with our key in it, asked or
not. Every exception of theirs is translated here (`CAUSES`), inside the thread: none is ever linked to one of
ours.
"""

import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3 import exceptions as u3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_match_hostname import CertificateError

from codat_client.certificates import load_certificates
from codat_client.exchange import (
    OK,
    Exchange,
    GivenUp,
    Request,
    Response,
    TransportError,
    TransportErrorKind,
    current,
    is_here,
)

_CHUNK = 1 << 20
_EXPLANATION = 1 << 20
"""The most that is read of an answer other than 200: an ErrorMessage is small."""

CAUSES: tuple[tuple[type[BaseException], TransportErrorKind], ...] = (
    (GivenUp, TransportErrorKind.TIME),
    (u3.ProxyError, TransportErrorKind.PROXY),
    (requests.exceptions.ProxyError, TransportErrorKind.PROXY),
    (requests.exceptions.InvalidProxyURL, TransportErrorKind.PROXY),
    (u3.ProxySchemeUnknown, TransportErrorKind.PROXY),
    (u3.ProxySchemeUnsupported, TransportErrorKind.PROXY),
    (u3.SSLError, TransportErrorKind.TLS),
    (requests.exceptions.SSLError, TransportErrorKind.TLS),
    (ssl.SSLError, TransportErrorKind.TLS),
    (CertificateError, TransportErrorKind.TLS),
    (u3.NameResolutionError, TransportErrorKind.NAME),
    (socket.gaierror, TransportErrorKind.NAME),
    (u3.LocationValueError, TransportErrorKind.NAME),
    (u3.NewConnectionError, TransportErrorKind.CONNECT),
    (u3.ConnectTimeoutError, TransportErrorKind.CONNECT),
    (requests.exceptions.ConnectTimeout, TransportErrorKind.CONNECT),
    (u3.TimeoutError, TransportErrorKind.TIME),
    (requests.exceptions.Timeout, TransportErrorKind.TIME),
    (TimeoutError, TransportErrorKind.TIME),
    (u3.DecodeError, TransportErrorKind.GARBLED),
    (requests.exceptions.ContentDecodingError, TransportErrorKind.GARBLED),
    (u3.HeaderParsingError, TransportErrorKind.GARBLED),
    (u3.InvalidHeader, TransportErrorKind.GARBLED),
    (u3.BodyNotHttplibCompatible, TransportErrorKind.GARBLED),
    (u3.ResponseError, TransportErrorKind.GARBLED),
    (requests.exceptions.InvalidJSONError, TransportErrorKind.GARBLED),
    (ConnectionError, TransportErrorKind.DROPPED),  # the system's; http.client.RemoteDisconnected is one
    (http.client.IncompleteRead, TransportErrorKind.DROPPED),
    (u3.ProtocolError, TransportErrorKind.DROPPED),
    (u3.PoolError, TransportErrorKind.DROPPED),
    (requests.exceptions.ConnectionError, TransportErrorKind.DROPPED),
    (requests.exceptions.ChunkedEncodingError, TransportErrorKind.DROPPED),
    (http.client.HTTPException, TransportErrorKind.GARBLED),
    (u3.HTTPError, TransportErrorKind.OTHER),
    (requests.exceptions.RequestException, TransportErrorKind.OTHER),
    (requests.cookies.CookieConflictError, TransportErrorKind.OTHER),
    (OSError, TransportErrorKind.DROPPED),
)
"""The first that fits counts; wrappers are opened first (`cause_of`)."""


def _is_not_ours(record: logging.LogRecord) -> bool:
    """Stop urllib3 from logging response headers that it can't parse: they may echo the key."""
    return record.levelno < logging.WARNING or not is_here()


logging.getLogger("urllib3.connection").addFilter(_is_not_ours)


class _Guarded:
    """A connection that asks its exchange before it sends any of the request (a tunnel isn't part of it)."""

    sock: Any
    _opening = False

    def connect(self) -> None:
        current().opening(self)
        self._opening = True
        try:
            super().connect()  # type: ignore[misc] # a mixin: urllib3's class stands behind it
        finally:
            self._opening = False

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if not self._opening:
            current().sending(self)
        super().send(data)  # type: ignore[misc] # the same


class _PlainConnection(_Guarded, HTTPConnection):
    pass


class _TlsConnection(_Guarded, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    """requests' adapter with our connections and certificates, and no retries."""

    def __init__(self, certificates: ssl.SSLContext | None) -> None:
        self._certificates = certificates
        super().__init__(max_retries=urllib3.Retry(0, read=False, redirect=False), pool_maxsize=32)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:  # noqa: FBT001, FBT002 - requests' signature
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._certificates, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:
        more |= {"ssl_context": self._certificates, "proxy_ssl_context": self._certificates}
        manager = super().proxy_manager_for(proxy, **more)
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Trust what our context trusts: requests would add certifi's certificates to it."""
        del url, verify, cert
        conn.cert_reqs, conn.ca_certs, conn.ca_cert_dir = "CERT_REQUIRED", None, None


class Transport:
    """Send one request at a time per thread.

    proxy: serves https only. certificates: those to trust, or None for the system's, loaded when first
    needed.
    """

    def __init__(self, *, proxy: str | None, certificates: ssl.SSLContext | None, max_bytes: int) -> None:
        self._proxies = {"https": proxy} if proxy else {}
        self._certificates = certificates
        self._max_bytes = max_bytes
        self._shared: _Adapter | None = None
        self._lock = threading.Lock()

    def send(self, ask: Request, exchange: Exchange, until_seconds: float) -> Response | TransportError:
        """Send `ask` and read the response. `until_seconds` limits each wait on the socket."""
        adapter = None
        try:
            adapter = self._adapter(ask)
            return self._send(adapter, ask, exchange, until_seconds)
        except Exception as error:  # noqa: BLE001 - whatever they raise is translated, here only
            return TransportError(cause_of(error), exchange.sent)
        finally:
            if ask.fresh and adapter is not None:
                adapter.close()

    def _send(
        self, adapter: _Adapter, ask: Request, exchange: Exchange, seconds: float
    ) -> Response | TransportError:
        request = requests.PreparedRequest()
        request.method, request.url, request.body = ask.method, ask.url, ask.body
        request.headers = requests.structures.CaseInsensitiveDict(ask.headers)
        response = adapter.send(request, stream=True, timeout=seconds, proxies=self._proxies)
        raw = response.raw
        try:
            headers = {name.lower(): value for name, value in raw.headers.items()}
            exchange.head_came(raw.status, headers)
            return _read_answer(raw, headers, self._max_bytes)
        finally:
            # A connection whose body was read to the end is back in the pool; otherwise this closes it.
            raw.close()

    def _adapter(self, ask: Request) -> _Adapter:
        with self._lock:
            if self._certificates is None and ask.url.lower().startswith("https"):
                self._certificates = load_certificates(None)
            if ask.fresh:
                return _Adapter(self._certificates)
            if self._shared is None:
                self._shared = _Adapter(self._certificates)
            return self._shared

    def close(self) -> None:
        """Close the idle connections."""
        if self._shared is not None:
            self._shared.close()


def _read_answer(raw: Any, headers: Mapping[str, str], max_bytes: int) -> Response | TransportError:
    if raw.status == OK:
        body = _read_body(raw, headers, max_bytes)
        return (
            TransportError(TransportErrorKind.TOO_BIG, sent=True)
            if body is None
            else Response(OK, dict(headers), body)
        )
    if 300 <= raw.status < 400:  # noqa: PLR2004 - HTTP's own numbers
        return Response(raw.status, dict(headers), b"")
    try:
        body = _read_body(raw, headers, min(_EXPLANATION, max_bytes))
    except Exception:  # noqa: BLE001 - the status decides; its explanation is a help only
        body = None
    return Response(raw.status, dict(headers), body or b"")


def _read_body(raw: Any, headers: Mapping[str, str], most: int) -> bytes | None:
    """Read the decompressed body; None if it is longer than `most`, without holding much more than that."""
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced[:20]) > most:
        return None
    if announced.isdigit() and "content-encoding" not in headers and "transfer-encoding" not in headers:
        whole: bytes = raw.read()  # as long as announced: the fast path for the common case
        return whole
    chunks: list[bytes] = []
    size = 0
    while chunk := raw.read(_CHUNK, decode_content=True):
        chunks.append(chunk)
        size += len(chunk)
        if size > most:
            return None
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def cause_of(error: BaseException) -> TransportErrorKind:
    """Translate an exception from requests, urllib3 or the system, unwrapping it first."""
    for inner in (getattr(error, "reason", None), *error.args):
        if isinstance(inner, BaseException) and not isinstance(error, u3.ProxyError):
            cause = cause_of(inner)
            if cause is not TransportErrorKind.OTHER:
                return cause
    return next((cause for kind, cause in CAUSES if isinstance(error, kind)), TransportErrorKind.OTHER)
