"""What an outcome means: status → error, as two tables, and the sentences people read.

| outcome | a read | a trigger (`carried_out`) |
| --- | --- | --- |
| no connection made | NotSent | NotSent (False) |
| 200, as documented | the record | the record |
| 400, 401, 402, 403, 404, 422 | Rejected or a subclass | Rejected or a subclass (False) |
| 429 with Retry-After | RateLimited | RateLimited (False) |
| 429 without, 408, 409, other 4xx | Rejected or a subclass | Unclear (None) |
| 5xx | ServerTrouble | Unclear (None) |
| 1xx, another 2xx, 3xx, unreadable or oversized 200 | BadReply | Unclear (None) |
| 200 that describes no sync | None, or a record | Unclear (None) |
| sent, then dropped or timed out | NoAnswer | Unclear (None) |

Only the HTTP status decides: a body's own `statusCode` contradicts it in Codat's own examples.
"""

import re
from typing import Any

import msgspec

from codat_client.errors import (
    BadReply,
    CodatError,
    Forbidden,
    NoAnswer,
    NotFound,
    NotSent,
    PaymentRequired,
    RateLimited,
    Rejected,
    ServerTrouble,
    Unauthorized,
    Unclear,
    Validation,
)
from codat_client.exchange import Response, TransportError, TransportErrorKind
from codat_client.reading import Unreadable, loads
from codat_client.retrying import TOO_MANY

KINDS: dict[int, type[Rejected]] = {
    401: Unauthorized,
    402: PaymentRequired,
    403: Forbidden,
    404: NotFound,
    429: RateLimited,
}
"""4xx → error; any other 4xx is plainly Rejected."""

TELLING = frozenset({400, 401, 402, 403, 404, 422})
"""Answers that tell of a trigger that it was not carried out (a 429 tells it by its Retry-After)."""

CODATS_OWN = "api.codat.io"
PROXY_SETTINGS = "behind a company proxy, set CODAT_PROXY and CODAT_CA_BUNDLE"
NO_COMPANY = "no company was found"
NO_DATA = "no data available"
"""How Codat begins the `error` of two kinds of 404."""
_WORTH_ANOTHER_TRY = frozenset({408, 409, 429})

WHY_NOT_SENT: dict[TransportErrorKind, str] = {
    TransportErrorKind.NAME: "there is no host named {address}",
    TransportErrorKind.CONNECT: "nothing is listening at {address}",
    TransportErrorKind.TLS: "a secure connection to {address} failed",
    TransportErrorKind.PROXY: "the proxy for {address} refused the connection or didn’t answer",
    TransportErrorKind.TIME: "connecting to {address} took too long",
    TransportErrorKind.DROPPED: "the connection to {address} dropped before anything was sent",
    TransportErrorKind.OTHER: "this machine couldn’t send the request to {address}",
}
NOT_SENT_THEN: dict[TransportErrorKind, str] = {
    TransportErrorKind.TLS: "if your network uses its own certificates, set CODAT_CA_BUNDLE; "
    "check {places}, and CODAT_PROXY",
    TransportErrorKind.PROXY: "check CODAT_PROXY and {places}; if the proxy uses its own certificates, "
    "set CODAT_CA_BUNDLE",
}
"""What to do, where that is not `OTHERWISE`: half a sentence behind "Try again, or"."""
OTHERWISE = f"check {{places}}; {PROXY_SETTINGS}"
WHY_NO_ANSWER: dict[TransportErrorKind, str] = {
    TransportErrorKind.TIME: "the request timed out",
    TransportErrorKind.DROPPED: "the connection dropped before the answer was complete",
    TransportErrorKind.GARBLED: "the answer couldn’t be read",
    TransportErrorKind.TOO_BIG: "the answer was too large",
}
SENTENCES: dict[int, str] = {
    400: "Codat rejected the request.",
    401: "Codat rejected the API key; it may be mistyped or revoked.",
    402: "The Codat account has reached its limit, or its free plan has ended. Ask Codat about the plan.",
    403: "This API key doesn’t have access to this; it may be outdated.",
    404: "Codat can’t find this. It may have been deleted, or belong to another account.",
    408: "The request to Codat timed out. Try again in a moment.",
    409: "Codat is still processing an earlier request of this kind. Try again in a moment.",
    422: "Codat rejected the request: its idempotency key was already used with other dates. This request "
    "started nothing; check whether the earlier one started a sync.",
    429: "Codat received too many requests. Wait a moment and try again.",
}

KEY_ADVICE = "Check CODAT_API_KEY."
"""What to do about a rejected key, unless the client is given another sentence."""
_ABOUT_THE_KEY = {401, 403}


class ErrorMessage(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Codat's ErrorMessage, with the fields that could be read."""

    status_code: int | None = None
    service: str | None = None
    error: str | None = None
    correlation_id: str | None = None
    validation: Validation | None = None
    can_be_retried: str | None = None
    detailed_error_code: int | None = None


def read_error_message(body: bytes) -> dict[str, Any]:
    """Read an ErrorMessage field by field; {} for anything that isn't a JSON object."""
    try:
        value = loads(body)
    except Unreadable:
        return {}
    if not isinstance(value, dict):
        return {}
    fields = msgspec.structs.fields(ErrorMessage)
    return {field.name: _field(value.get(field.encode_name), field.type) for field in fields}


def _field(value: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind, strict=False)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def read_failed(
    outcome: Response | TransportError,
    retry_after: float | None,
    address: str,
    key_advice: str = KEY_ADVICE,
) -> CodatError:
    """Return the error for a read that didn't end in a 200. `address`: the host (and port) called."""
    if isinstance(outcome, TransportError):
        return _no_answer(outcome, address)
    details = {"status": outcome.status, **read_error_message(outcome.body)}
    if 400 <= outcome.status < 500:  # noqa: PLR2004 - HTTP's own numbers
        return rejected(outcome.status, details, retry_after, key_advice)
    if outcome.status >= 500:  # noqa: PLR2004 - HTTP's own numbers
        return ServerTrouble(
            f"Codat had an internal error ({outcome.status}). Try again in a few minutes.", **details
        )
    return BadReply(_what_instead(outcome.status), **details)


def trigger_failed(
    outcome: Response | TransportError,
    retry_after: float | None,
    address: str,
    asked: dict[str, Any],
    key_advice: str = KEY_ADVICE,
) -> CodatError:
    """Return the error for a trigger that didn't end in a 200. `asked`: the details Unclear carries."""
    if isinstance(outcome, TransportError):
        if outcome.sent:
            return unclear(WHY_NO_ANSWER.get(outcome.cause), asked)
        return _not_sent(outcome, address)
    details = {"status": outcome.status, **read_error_message(outcome.body)}
    turned_away = outcome.status == TOO_MANY and retry_after is not None
    if outcome.status in TELLING or turned_away:
        return rejected(outcome.status, details, retry_after, key_advice)
    return unclear(f"Codat answered with {outcome.status}", asked | details)


def unclear(why: str | None, asked: dict[str, Any]) -> Unclear:
    """Return an Unclear; `why` is half a sentence."""
    why = why or "the connection dropped"
    return Unclear(
        f"It’s unclear whether Codat started the sync: {why}. "
        "Check the latest sync before you start another.",
        **asked,
    )


def rejected(
    status: int, details: dict[str, Any], retry_after: float | None, key_advice: str = KEY_ADVICE
) -> Rejected:
    """Return the error for a 4xx."""
    sentence = SENTENCES.get(status, f"Codat rejected the request ({status}).")
    if status in _ABOUT_THE_KEY:
        sentence = f"{sentence} {key_advice}"
    words = _brief(details.get("error"))
    if status not in KINDS and words:
        sentence = f"{sentence} Codat’s message: {words}"
    error = KINDS.get(status, Rejected)(sentence, **details)
    error.may_retry = status in _WORTH_ANOTHER_TRY
    if isinstance(error, RateLimited):
        error.retry_after = retry_after
    return error


def _no_answer(failure: TransportError, address: str) -> CodatError:
    if not failure.sent:
        return _not_sent(failure, address)
    if failure.cause in {TransportErrorKind.GARBLED, TransportErrorKind.TOO_BIG}:
        return BadReply(_sentence(f"Codat’s answer is unusable: {WHY_NO_ANSWER[failure.cause]}."))
    why = WHY_NO_ANSWER.get(failure.cause, "the connection dropped")
    then = f"Try again; if it keeps happening, check {_places(address)}."
    return NoAnswer(f"Codat ({address}) didn’t answer: {why}. {then}")


def _not_sent(failure: TransportError, address: str) -> NotSent:
    if failure.cause is TransportErrorKind.BUSY:
        return NotSent(
            "The request wasn’t sent: ten requests for this company are still running. "
            "Try again once they’ve finished."
        )
    why = WHY_NOT_SENT.get(failure.cause, WHY_NOT_SENT[TransportErrorKind.OTHER]).format(address=address)
    then = NOT_SENT_THEN.get(failure.cause, OTHERWISE).format(places=_places(address))
    return NotSent(f"Couldn’t reach Codat: {why}. Try again, or {then}.")


def _places(address: str) -> str:
    """Name where the fault may be: in the address setting too, unless it is Codat's own."""
    return "the network" if address.lower() == CODATS_OWN else "CODAT_BASE_URL and the network"


def _what_instead(status: int) -> str:
    if 300 <= status < 400:  # noqa: PLR2004 - HTTP's own numbers
        return (
            "Codat’s address redirects elsewhere, which isn’t followed. Check CODAT_BASE_URL and CODAT_PROXY."
        )
    return _sentence(f"Codat answered with {status} instead of 200.")


def bad_reply(why: str) -> BadReply:
    """Return the error for a 200 whose body isn't what the API documents; `why` is half a sentence."""
    return BadReply(_sentence(f"Codat’s answer couldn’t be read: {why}."), status=200)


def _sentence(start: str) -> str:
    return f"{start} Try again; if it keeps happening, contact Codat support."


def _brief(text: str | None) -> str:
    """Return Codat's words on one line, cut short: they are untrusted and may be long."""
    words = " ".join(re.sub(r"[^\w\s.,:;'\"()/@#%&+=-]", " ", text or "").split())
    return words if len(words) <= 200 else words[:199] + "…"  # noqa: PLR2004 - a line or two
