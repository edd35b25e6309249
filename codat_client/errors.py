"""Everything that can go wrong in a call, as one tree.

CodatError
├─ BadInput           never sent: an id that isn't a UUID, a date without a zone, a key that can't be one
├─ HeldBack           never sent: the caller's own `before_read` held this read back
├─ NotSent            Codat never got it: name not found, refused, no route, TLS failed, proxy refused
├─ NoAnswer           a read got no answer in time, or the connection dropped
├─ Rejected           Codat said no: a 4xx, with Codat's ErrorMessage
│  ├─ Unauthorized      401, the key is not accepted
│  ├─ PaymentRequired   402, the Codat account's limit or an expired free plan
│  ├─ Forbidden         403, an outdated key, or not this resource's
│  ├─ NotFound          404, no such company, connection or data: `error` says which
│  └─ RateLimited       429, too many requests
├─ ServerTrouble      a read got a 5xx
├─ BadReply           a read got a 200 that isn't what the API documents, one that is too large, or a redirect
└─ Unclear            a trigger may or may not have been carried out: never sent again blindly

A trigger never raises NoAnswer, ServerTrouble or BadReply: it raises Unclear instead.
The tables of status → error are in `status_errors.py`.
"""

# ruff: noqa: N818 - a suffix Error would add nothing: the base class says it

from datetime import UTC, datetime
from typing import Any

import msgspec


class ValidationItem(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """One item of an ErrorMessage's `validation` (Codat's OpenAPI 1.1, errorValidationItem)."""

    item_id: str | None = None
    message: str | None = None
    validator_name: str | None = None


class Validation(msgspec.Struct, frozen=True, kw_only=True):
    """The `validation` of an ErrorMessage: what Codat found wrong, and its warnings."""

    errors: tuple[ValidationItem, ...] | None = None
    warnings: tuple[ValidationItem, ...] | None = None


class CodatError(Exception):
    """Any failure of a call. `str(error)` is a sentence for a person; the key is never in it.

    carried_out: for a trigger False (nothing was started) or None (unknown); for a read False.
    may_retry: repeating the call is safe and may help.
    status: the HTTP status, or None.
    service … detailed_error_code: Codat's ErrorMessage, as far as it was sent; `status_code` is the body's
    own claim, which may contradict `status`: only `status` counts.
    company_id: the company asked about, or None. idempotency_key: the one a trigger was sent with, or None.
    """

    carried_out: bool | None = False
    may_retry: bool = False

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.status: int | None = None
        self.status_code: int | None = None
        self.service: str | None = None
        self.error: str | None = None
        self.correlation_id: str | None = None
        self.validation: Validation | None = None
        self.can_be_retried: str | None = None
        self.detailed_error_code: int | None = None
        self.company_id: str | None = None
        self.idempotency_key: str | None = None
        for name, value in details.items():
            setattr(self, name, value)

    def __str__(self) -> str:
        return self.message


class BadInput(CodatError, ValueError):
    """An argument can't be right, so nothing was sent."""


class HeldBack(CodatError):
    """The caller's own `before_read` held a read back, so nothing was sent.

    until: from when it would be let through (UTC), or None if unknown.
    """

    until: datetime | None = None


class NotSent(CodatError):
    """No connection was made, so Codat never got the request."""

    may_retry = True


class NoAnswer(CodatError):
    """A read was sent, and no complete response came in time."""

    may_retry = True


class Rejected(CodatError):
    """Codat said no (4xx)."""


class Unauthorized(Rejected):
    """401: the key is not accepted."""


class PaymentRequired(Rejected):
    """402: the Codat account's limit is reached, or its free plan has ended."""


class Forbidden(Rejected):
    """403: the key is outdated, or not allowed to see this."""


class NotFound(Rejected):
    """404: no such company, connection or data."""


class RateLimited(Rejected):
    """429: too many requests. `retry_after`: the seconds Codat asked to wait, or None."""

    may_retry = True
    retry_after: float | None = None


class ServerTrouble(CodatError):
    """A read got a 5xx."""

    may_retry = True


class BadReply(CodatError):
    """A read got a response that isn't what the API documents."""


class Unclear(CodatError):
    """A trigger was sent, and the response doesn't show whether a sync was started.

    operation: "sync.request" or "sync.request_for_date_range". asked: the body as sent ({} for none).
    asked_at: when it was sent first, UTC. Look at the latest sync and the list before asking again; then ask
    with the same `idempotency_key` and body only.
    """

    carried_out = None

    def __init__(self, message: str, **details: Any) -> None:
        self.operation: str = ""
        self.asked: dict[str, Any] = {}
        self.asked_at: datetime = datetime.now(UTC)
        super().__init__(message, **details)
