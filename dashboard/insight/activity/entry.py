"""An entry of the record: who did what for which company, or the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import StartEventType

if TYPE_CHECKING:
    from dashboard.insight.share.content import SharePage
    from dashboard.insight.start.attempt import Attempt
    from dashboard.insight.start.intent import RequestedRange

NO_COMPANY: Final = ""
"""The company of an entry that is about none."""
NOTE: Final = "note"
"""The kind of an entry that is a person's note."""
STEPS: Final = frozenset({
    StartEventType.SENT, StartEventType.ACCEPTED, StartEventType.ANSWERED_OVER, StartEventType.FOUND,
    StartEventType.FOUND_SEVERAL, StartEventType.REPORTED,
})  # fmt: skip
"""Steps of a start that only its own page lists."""


class ActivityKind(StrEnum):
    """What an entry is about."""

    START = "start"
    NOTE = NOTE
    LINK = "link"
    WORK = "work"


class ActivityOutcome(StrEnum):
    """The outcome of an entry; a sync's outcome has the value of `Outcome`."""

    SUCCEEDED = Outcome.SUCCEEDED.value
    NOTHING_TO_WRITE = Outcome.NOTHING_TO_WRITE.value
    SKIPPED = Outcome.SKIPPED.value
    FAILED = Outcome.FAILED.value
    NOT_STARTED = "not_started"
    REFUSED = "refused"
    UNKNOWN = Outcome.UNKNOWN.value


_SETTLES: Final = {
    StartEventType.REFUSED: ActivityOutcome.REFUSED,
    StartEventType.NOT_STARTED: ActivityOutcome.NOT_STARTED,
    StartEventType.RELEASED: ActivityOutcome.UNKNOWN,
}


def outcome_of_event(kind: StartEventType, attempt: Attempt) -> ActivityOutcome | None:
    """Return an event's outcome; None for most. `attempt`: the start after the event."""
    if kind is not StartEventType.ENDED:
        return _SETTLES.get(kind)
    known = (attempt.outcome or Outcome.UNKNOWN).value
    return ActivityOutcome(known) if known in tuple(ActivityOutcome) else ActivityOutcome.UNKNOWN


@dataclass(frozen=True, slots=True)
class EntryLink:
    """The shared link that an entry is about. `recipient`: for whom it is (foreign text).

    `page`: None if a newer version made the link. `opened`: how often people opened it in the hour of the
    entry; 0 unless the entry says that it was opened.
    """

    id: int
    page: SharePage | None
    live: bool
    recipient: str = ""
    opened: int = 0


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """One entry. `kind`: the value of a `StartEventType`, `ShareEventType` or `WorkEventType`, or `NOTE`.

    `at` is UTC; `detail` may be foreign text. `origin`: where the person opened the page, as the text of a
    `RequestOrigin`; "" for automatic events. `start_id`, `sync_id`, `requested`: of the start it belongs to,
    if known; `link`: of the shared link. `identity`: of the person's sign-in, "" without one.
    """

    number: int
    at: datetime
    kind: str
    company_id: str
    person: str
    verified: bool
    detail: str = ""
    code: int | None = None
    origin: str = ""
    outcome: ActivityOutcome | None = None
    start_id: str | None = None
    sync_id: str | None = None
    requested: RequestedRange | None = None
    link: EntryLink | None = None
    identity: str = ""
