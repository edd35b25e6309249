"""What applies to every call.

| matter | rule | where |
| --- | --- | --- |
| total time | `timeout` limits the whole call: the wait for a slot, all attempts, the body | `exchange.py` |
| retries | a table | `retrying.py` |
| at once | ten requests for one company, over all clients of the process with this key | `limits.py` |
| quota | read from every response | `limits.py` |
| `before_read` | called before each read with the last quota; may raise `HeldBack` | here |
| `on_request` | called for each request, retries and triggers too, just before it is sent | here |
| redirects | not followed: BadReply, or Unclear for a trigger | `transport.py`, `status_errors.py` |
| size | at most `max_bytes` (64 MiB) after decompression: else BadReply, or Unclear | `transport.py` |
| certificates | the system's, or `ca_bundle` alone | `certificates.py` |
| environment | not read: no .netrc, HTTPS_PROXY, SSL_CERT_FILE, SSLKEYLOGFILE | `certificates.py` |
| cookies | none | `transport.py` |
| triggers | a connection of their own, so that "dropped" always means "after sending" | `transport.py` |
| the key | only in the worker thread's headers; in no message, repr, log, pickle or traceback | here |
| an echo of the key | removed from every response, in any encoding | `masking.py` |
| success | only 200; the Content-Type is ignored | `status_errors.py` |
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlencode, urlsplit

import msgspec

from codat_client import bodies, checks
from codat_client.errors import CodatError
from codat_client.exchange import OK, Exchange, Request, Response, TransportError, TransportErrorKind
from codat_client.limits import RequestLimits, limits_for
from codat_client.masking import masked
from codat_client.records import Quota
from codat_client.retrying import (
    ONCE,
    RetryConfig,
    SendResult,
    counts_as_failure,
    read_retry_after,
    wait_before_again,
)
from codat_client.status_errors import KEY_ADVICE, read_failed, trigger_failed

if TYPE_CHECKING:
    from codat_client.transport import Transport

MAX_BYTES = 64 * 1024 * 1024
BeforeRead = Callable[[str, Quota | None], None]
"""Called before each read with the operation's name and the last quota. A CodatError ends the read."""
OnRequest = Callable[[], None]
"""Called for each request just before it is sent, in any thread. It must not raise."""
_PATIENCE = 0.05
"""Seconds by which a socket's own limit lies past the total: it ends a thread left behind."""


class Secret:
    """A text that appears nowhere: not in repr, vars() or a pickle."""

    __slots__ = ("reveal",)

    def __init__(self, value: str) -> None:
        self.reveal: Callable[[], str] = lambda: value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A key can’t be pickled. Create a new CodatClient instead.")


def seal(api_key: object) -> tuple[Secret, str]:
    """Turn a key into (its sealed header, ""), or (nothing, what is wrong with it)."""
    header, complaint = checks.key_header(api_key)
    return Secret(header), complaint


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the API, without the key. operation: its name in Codat's SDK, "sync.get_latest_sync"."""

    operation: str
    path: str
    company_id: str | None = None
    query: dict[str, Any] | None = None
    body: dict[str, Any] | None = None
    idempotency_key: str | None = None

    @property
    def is_trigger(self) -> bool:
        """Return whether it starts a sync; each trigger has an idempotency key, no read has one."""
        return self.idempotency_key is not None


class Wire:
    """Carry calls to one address with one key. Safe for several threads."""

    def __init__(
        self,
        base_url: str,
        secret: Secret,
        transport: "Transport",
        key_advice: str = KEY_ADVICE,
        before_read: BeforeRead | None = None,
        *,
        on_request: OnRequest | None = None,
    ) -> None:
        self.base_url = base_url
        self._key_advice = key_advice
        self._before_read, self._on_request = before_read, on_request
        self.address = urlsplit(base_url).netloc
        self._secret = secret
        self._transport = transport
        self.limits: RequestLimits = limits_for(base_url, secret.reveal())

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client can’t be pickled, as it holds a key. Create a new CodatClient instead.")

    def read(self, call: Call, retries: RetryConfig | None, timeout: float) -> bytes:
        """Do a read; return the body of its 200. Raises any CodatError but Unclear."""
        self._ask_first(call)
        outcome, retry_after = self._carry(call, retries or ONCE, timeout)
        if isinstance(outcome, Response) and outcome.status == OK:
            return outcome.body
        raise self.about(read_failed(outcome, retry_after, self.address, self._key_advice), call)

    def trigger(self, call: Call, retries: RetryConfig | None, timeout: float) -> bytes:
        """Do a trigger; return the body of its 200. Raises NotSent, Rejected or Unclear."""
        asked = asked_of(call)
        outcome, retry_after = self._carry(call, retries or ONCE, timeout)
        if isinstance(outcome, Response) and outcome.status == OK:
            return outcome.body
        error = trigger_failed(outcome, retry_after, self.address, asked, self._key_advice)
        raise self.about(error, call)

    def _ask_first(self, call: Call) -> None:
        """Let the caller's `before_read` hold a read back. Raises its error."""
        if self._before_read is None:
            return
        try:
            self._before_read(call.operation, self.limits.quota)
        except CodatError as error:
            raise self.about(error, call) from None

    def about(self, error: CodatError, call: Call) -> CodatError:
        """Add to `error` which call it is about."""
        error.company_id, error.idempotency_key = call.company_id, call.idempotency_key
        return error

    def _carry(
        self, call: Call, config: RetryConfig, timeout: float
    ) -> tuple[Response | TransportError, float | None]:
        """Send until `retrying.py` says stop; return the last outcome and its Retry-After in seconds."""
        until = time.monotonic() + timeout
        sendings = failures = 0
        while True:
            outcome = self._once(call, until)
            sendings += 1
            seen = what_is_seen(outcome)
            failures += counts_as_failure(seen)
            wait = wait_before_again(
                seen,
                trigger=call.is_trigger,
                repeats=sendings,
                failures=failures,
                config=config,
                luck=random.random(),  # noqa: S311 - no secret
            )
            if wait is None or time.monotonic() + wait >= until:
                return outcome, seen.retry_after
            time.sleep(wait)

    def close(self) -> None:
        """Close the idle connections."""
        self._transport.close()

    def _once(self, call: Call, until: float) -> Response | TransportError:
        place = call.company_id or ""
        if not self.limits.enter(place, until):
            return TransportError(TransportErrorKind.BUSY, sent=False)
        exchange = Exchange(self._masked, lambda: self.limits.leave(place))
        outcome = exchange.run(lambda exchange: self._work(call, exchange, until), until)
        if isinstance(outcome, Response):
            self.limits.note(outcome.headers)
        return outcome

    def _work(self, call: Call, exchange: Exchange, until: float) -> Response | TransportError:
        """Run in the exchange's thread: the only place where the key is in a variable."""
        if self._on_request is not None:
            self._on_request()
        authorization = self._secret.reveal()
        seconds = max(_PATIENCE, until - time.monotonic() + _PATIENCE)
        return self._transport.send(build(call, self.base_url, authorization), exchange, seconds)

    def _masked(self, answer: Response) -> Response:
        """Run in the exchange's thread, as above."""
        return masked(answer, self._secret.reveal())


def what_is_seen(outcome: Response | TransportError) -> SendResult:
    """Reduce an outcome to what the retry decision needs."""
    if isinstance(outcome, TransportError):
        hopeless = outcome.cause in {
            TransportErrorKind.TIME,
            TransportErrorKind.BUSY,
            TransportErrorKind.GARBLED,
            TransportErrorKind.TOO_BIG,
        }
        return SendResult(
            sent=outcome.sent, over=(hopeless and outcome.sent) or outcome.cause is TransportErrorKind.BUSY
        )
    headers = outcome.headers
    retry_after = read_retry_after(headers.get("retry-after"), headers.get("date"), datetime.now(UTC))
    return SendResult(status=outcome.status, retry_after=retry_after, over=outcome.status == OK)


def asked_of(call: Call) -> dict[str, Any]:
    """Return what an Unclear reports about its call, noted before it is sent."""
    return {"operation": call.operation, "asked": call.body or {}, "asked_at": datetime.now(UTC)}


def build(call: Call, base_url: str, authorization: str) -> Request:
    """Put a request together."""
    headers = {
        "Authorization": authorization,
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
        "User-Agent": "codat-client",
    }
    body = None
    if call.idempotency_key is not None:
        headers |= {"Idempotency-Key": call.idempotency_key, "Connection": "close"}
    if call.body is not None:
        body = bodies.as_sent(call.body)
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    query = f"?{urlencode(call.query)}" if call.query else ""
    method = "POST" if call.is_trigger else "GET"
    return Request(method, f"{base_url}{call.path}{query}", headers, body, fresh=call.is_trigger)
