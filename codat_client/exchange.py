"""One HTTP request and its response, in a thread of its own that can be abandoned.

Nothing else limits the whole request: a name look-up can't be interrupted, and a socket's timeout starts
again with every byte. So the caller waits for the thread, and at the deadline abandons the exchange. This is
safe for a trigger, because one lock decides: either the thread is allowed to send first (from then on:
sent), or the caller gives up first, and the thread can no longer send. So `sent` is a fact, and False means
that Codat got nothing.
"""

import logging
import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Any

import msgspec

OK = 200
log = logging.getLogger(__name__)
_here = threading.local()


class TransportErrorKind(Enum):
    """Why there is no complete response."""

    NAME = "name"
    CONNECT = "connect"
    TLS = "tls"
    PROXY = "proxy"
    BUSY = "busy"
    TIME = "time"
    DROPPED = "dropped"
    GARBLED = "garbled"
    TOO_BIG = "too big"
    OTHER = "other"


class Request(msgspec.Struct, frozen=True):
    """A request to send. fresh: on a connection of its own, so that "dropped" is never ambiguous."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None = None
    fresh: bool = False


class Response(msgspec.Struct, frozen=True):
    """A response. headers: names in lower case. body: decompressed; b"" if it was incomplete."""

    status: int
    headers: dict[str, str]
    body: bytes


class TransportError(msgspec.Struct, frozen=True):
    """No complete response. sent: whether the request may have reached Codat."""

    cause: TransportErrorKind
    sent: bool


class GivenUp(Exception):  # noqa: N818 - it never leaves the thread
    """The caller no longer waits, so nothing may be sent."""


class Exchange:
    """The state shared by the caller and the thread.

    mask: applied to every response before it is stored. ended: called once, when the request is over: by
    the thread as its last step, however long after the caller left; at once if there is no thread.
    """

    def __init__(self, mask: Callable[[Response], Response], ended: Callable[[], None]) -> None:
        self._mask = mask
        self._ended = ended
        self._begun = False
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._given_up = False
        self._connection: Any = None
        self._line: Any = None
        self._head: Response | None = None
        self._outcome: Response | TransportError | None = None
        self.sent = False

    def run(
        self, work: Callable[["Exchange"], Response | TransportError], until: float
    ) -> Response | TransportError:
        """Run `work` in a thread; return its outcome, or at `until` (time.monotonic) what is known."""
        thread = threading.Thread(target=self._work, args=(work,), daemon=True, name="codat-client")
        try:
            try:
                thread.start()
            except RuntimeError:  # no more threads available
                self._never_began()
                return TransportError(TransportErrorKind.OTHER, sent=False)
            self._done.wait(max(0.0, until - time.monotonic()))
            return self._outcome or self._give_up()
        except BaseException:
            self._never_began()
            self._give_up()  # Ctrl-C, while the thread starts too, must not leave a trigger on its way
            raise

    def _work(self, work: Callable[["Exchange"], Response | TransportError]) -> None:
        if not self._begins():
            return
        _here.exchange = self
        try:
            outcome = work(self)
            self._outcome = self._mask(outcome) if isinstance(outcome, Response) else outcome
        except Exception as error:  # noqa: BLE001 - whatever it is: `sent` tells what is known
            log.error("a request failed with an internal error: %s", type(error).__name__)  # noqa: TRY400 - the key
            self._outcome = TransportError(TransportErrorKind.OTHER, self.sent)
        finally:
            self._ended()
            self._done.set()

    def _begins(self) -> bool:
        """Return whether the caller of this is the first: the thread, or the caller if there is no thread."""
        with self._lock:
            first, self._begun = not self._begun, True
        return first

    def _never_began(self) -> None:
        if self._begins():
            self._ended()

    def _give_up(self) -> Response | TransportError:
        with self._lock:
            self._given_up = True
            sent, line = self.sent, self._line or getattr(self._connection, "sock", None)
        if self._outcome is not None:
            return self._outcome
        cut(line)
        if self._head is not None and self._head.status != OK:
            return self._head  # the status has arrived and decides; only its explanation is missing
        return TransportError(TransportErrorKind.TIME, sent)

    def opening(self, connection: Any) -> None:
        """Note the connection the thread opens: from now on it can be cut."""
        with self._lock:
            self._connection = connection
            if self._given_up:
                raise GivenUp

    def sending(self, connection: Any) -> None:
        """Allow the thread to send bytes of the request, unless the caller gave up."""
        with self._lock:
            self._line = connection.sock  # where a body ends with its line, http.client takes that away
            if self._given_up:
                raise GivenUp
            self.sent = True

    def head_came(self, status: int, headers: dict[str, str]) -> None:
        """Note that status and headers have arrived, but not the body."""
        self._head = self._mask(Response(status, headers, b""))


def current() -> Exchange:
    """Return the exchange the calling thread works for."""
    exchange: Exchange = _here.exchange
    return exchange


def is_here() -> bool:
    """Return whether the calling thread works for an exchange."""
    return hasattr(_here, "exchange")


def cut(line: Any) -> None:
    """Close a socket another thread reads from, so that the thread wakes and ends. None: nothing to do."""
    import socket  # noqa: PLC0415 - seldom needed

    while line is not None and not isinstance(line, socket.socket):
        line = getattr(line, "socket", None)  # urllib3's TLS inside a proxy's TLS wraps a socket, and is none
    if line is not None:
        try:
            socket.socket.shutdown(line, socket.SHUT_RDWR)
        except OSError:
            return  # it was closed already
