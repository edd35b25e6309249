"""The sandbox's refusals: Codat's ErrorMessage bodies (Codat's OpenAPI 1.1, responses)."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from sandbox.ids import stable_id

_counter = itertools.count(1)

STANDARD: dict[int, tuple[str, str]] = {
    400: ("PublicApi", "Error processing request - not valid."),
    401: ("PublicApi", "Unauthorized"),
    402: (
        "PublicApi",
        (
            "You have exceeded the 50-company limit that applies to a Free plan. We recommend that you delete"
            " any companies you no longer need and retry the request."
        ),
    ),
    403: ("PublicApi", "You are using an outdated API key or a key not associated with that resource."),
    404: ("PublicApi", "The resource could not be found."),
    405: ("PublicApi", "The method is not allowed for this resource."),
    408: ("PublicApi", "The request timed out."),
    409: ("PublicApi", "A request with this idempotency key is still being processed."),
    422: ("PublicApi", "The idempotency key was used with a different request."),
    429: (
        "PublicApi",
        "You have made too many requests in a given amount of time; please retry later.",
    ),
    500: ("PublicApi", "There is a problem with our server. Please try again later."),
    502: ("PublicApi", "Bad gateway"),
    503: (
        "PublicApi",
        "The Codat API is temporarily offline for maintenance. Please try again later.",
    ),
    504: ("PublicApi", "Gateway timeout"),
}
"""Service and wording per status. Those of 405, 408, 409, 422, 502 and 504 are our guess."""

_CONTRADICTING = {402: 429, 503: 500}
"""The body's own `statusCode` contradicts the HTTP status in the spec's examples; the stand-in keeps that."""


@dataclass(frozen=True, slots=True)
class Refusal(Exception):  # noqa: N818 - it is an answer of the API, not a mistake of ours
    """The API refuses. Raised anywhere below a route; http.py turns it into a response."""

    status: int
    error: str = ""
    service: str = ""
    validation: tuple[tuple[str, str], ...] = ()
    """Pairs of item id and message."""
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """Return the ErrorMessage, with a new correlation id each time."""
        service, error = STANDARD.get(self.status, STANDARD[500])
        return {
            "statusCode": _CONTRADICTING.get(self.status, self.status),
            "service": self.service or service,
            "error": self.error or error,
            "correlationId": stable_id("correlation", next(_counter)).replace("-", ""),
            "validation": self._validation(),
            "canBeRetried": "True" if self.status in {429, 503} else "Unknown",
            "detailedErrorCode": 0,
        }

    def _validation(self) -> dict[str, object] | None:
        if not self.validation:
            return None
        errors = [
            {"itemId": item, "message": message, "validatorName": "SyncValidator"}
            for item, message in self.validation
        ]
        return {"errors": errors, "warnings": []}


def no_company(company_id: str) -> Refusal:
    """Say that a company is unknown or was deleted, in Codat's documented words."""
    return Refusal(404, f"No company was found with ID {company_id}", "ClientsApi")


def no_sync(company_id: str, sync_id: str = "") -> Refusal:
    """Say that there is no such sync, or none at all, worded after the spec's "No data available …"."""
    what = f"sync {sync_id}" if sync_id else "commerce syncs"
    return Refusal(404, f"No data available for {what} for ID {company_id}")


def not_valid(item: str, message: str) -> Refusal:
    """Return a refusal of a body, naming the part that is wrong."""
    return Refusal(400, validation=((item, message),))
