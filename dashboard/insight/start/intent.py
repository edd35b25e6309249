"""What a person wants started: made when they reach the confirm step, carried out at most once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4


@dataclass(frozen=True, slots=True)
class RequestedRange:
    """What a sync is to cover, as aware UTC instants.

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
        """From the last successful sync up to the moment in which Codat gets it."""
        return cls()

    @classmethod
    def up_to(cls, finish: datetime) -> RequestedRange:
        """From the last successful sync up to `finish` (aware)."""
        return cls(None, finish.astimezone(UTC) if finish.tzinfo else finish)

    @classmethod
    def between(cls, start: datetime, finish: datetime) -> RequestedRange:
        """From `start` to `finish` (both aware), whatever was covered before."""
        if start.tzinfo is None or finish.tzinfo is None:
            return cls(start, finish)
        return cls(start.astimezone(UTC), finish.astimezone(UTC))

    def __str__(self) -> str:
        """Give the ask as one word for a log: `up to now`, `up to <UTC>`, `<UTC> to <UTC>`."""
        if self.finish is None:
            return "up to now"
        finish = f"{self.finish:%Y-%m-%dT%H:%M:%SZ}"
        return f"{self.start:%Y-%m-%dT%H:%M:%SZ} to {finish}" if self.start else f"up to {finish}"


@dataclass(frozen=True, slots=True)
class Intent:
    """One wish to start one sync. `id` is a UUID and goes to Codat as the `Idempotency-Key`.

    `who` is the person's name, or "" while there is no sign-in. `seen_at` (UTC) is when what their screen
    showed was read: a start that was settled since was not on it, and holds theirs up. `beside`: the id, in
    lower case, of a sync of unknown age that may be running and beside which they chose to start ("" for one
    without an id); None where they were not asked. Ids are kept in UUID's own spelling, so that two spellings
    of one company share one lock. Raises ValueError for what is no UUID.
    """

    id: str
    company_id: str
    requested: RequestedRange
    who: str = ""
    seen_at: datetime | None = None
    beside: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", str(UUID(self.id)))
        object.__setattr__(self, "company_id", str(UUID(self.company_id)))


def new_intent_id() -> str:
    """Make the id of an intent: a random UUID."""
    return str(uuid4())
