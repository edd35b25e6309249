"""A request to start a sync: created at the confirmation step, carried out at most once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from dashboard.insight.start.check import RecordedAnswer


@dataclass(frozen=True, slots=True)
class RequestedRange:
    """The requested range of a sync, as aware UTC instants.

    Both None: from the last successful sync up to now. Only `finish`: up to that instant. Both: that range.
    Raises ValueError for an instant without zone, a start without finish, a start after its finish.
    """

    start: datetime | None = None
    finish: datetime | None = None

    def __post_init__(self) -> None:
        for instant in (self.start, self.finish):
            if instant is not None and instant.tzinfo is None:
                raise ValueError("A date without a zone can’t be asked for.")
        if self.start is not None and (self.finish is None or self.start > self.finish):
            raise ValueError("A range needs a finish that is not before its start.")

    @classmethod
    def up_to_now(cls) -> RequestedRange:
        """From the last successful sync up to when Codat receives it."""
        return cls()

    @classmethod
    def up_to(cls, finish: datetime) -> RequestedRange:
        """From the last successful sync up to `finish` (aware)."""
        return cls(None, finish.astimezone(UTC) if finish.tzinfo else finish)

    @classmethod
    def between(cls, start: datetime, finish: datetime) -> RequestedRange:
        """From `start` to `finish` (both aware), whatever earlier syncs covered."""
        if start.tzinfo is None or finish.tzinfo is None:
            return cls(start, finish)
        return cls(start.astimezone(UTC), finish.astimezone(UTC))

    def __str__(self) -> str:
        """Return the range for a log: `up to now`, `up to <UTC>`, `<UTC> to <UTC>`."""
        if self.finish is None:
            return "up to now"
        finish = f"{self.finish:%Y-%m-%dT%H:%M:%SZ}"
        return f"{self.start:%Y-%m-%dT%H:%M:%SZ} to {finish}" if self.start else f"up to {finish}"


@dataclass(frozen=True, slots=True)
class Intent:
    """The intent to start one sync. `id` is a UUID, sent to Codat as the `Idempotency-Key`.

    `who`: the person's name, "" if not given; `identity`: of their sign-in, "" without one. `seen_at` (UTC):
    when the data on their screen was read; a start settled since then wasn't on it, and blocks this one.
    `missing_days`: how many days of sales were missing on their screen; None if unknown. `answers`: what they
    answered, and which warnings they dismissed. Ids are normalised as UUIDs, so that two spellings of one
    company share one lock. Raises ValueError for anything else.
    """

    id: str
    company_id: str
    requested: RequestedRange
    who: str = ""
    seen_at: datetime | None = None
    missing_days: int | None = None
    answers: tuple[RecordedAnswer, ...] = ()
    identity: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", str(UUID(self.id)))
        object.__setattr__(self, "company_id", str(UUID(self.company_id)))


def new_intent_id() -> str:
    """Make the id of an intent: a random UUID."""
    return str(uuid4())
