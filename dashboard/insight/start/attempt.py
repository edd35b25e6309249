"""The recorded state of a start: frozen snapshots that any thread may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.insight.outcome import Outcome, is_over, outcome_of

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus, SyncSummary
    from dashboard.insight.start.intent import Intent


class Stage(StrEnum):
    """The stage of an attempt. Until it is settled, no one else can start a sync for the company."""

    LOOKING = "looking"  # checking what is running; nothing has been sent
    SENDING = "sending"  # the intent is recorded, the request is under way
    RUNNING = "running"  # Codat accepted it, or a new sync shows that it did
    UNCLEAR = "unclear"  # it isn't known whether Codat started one
    NOT_STARTED = "not started"  # it is certain that it started nothing
    ENDED = "ended"  # the sync is over
    RELEASED = "released"  # the outcome isn't known; a person unlocked the company


SETTLED = frozenset({Stage.NOT_STARTED, Stage.ENDED, Stage.RELEASED})


class MatchBasis(StrEnum):
    """How the started sync was recognised, from the strongest match down."""

    SAME_ID = "same id"  # its sync id is the commerceSyncId of the trigger's answer
    PAIRED = "paired"  # Codat's status names both ids in one answer
    ONLY_NEW = "only new"  # it is the one sync that is new since just before we asked
    SEVERAL = "several"  # more than one is new; it isn't known which is ours
    NIGHTLY_OR_OURS = "nightly or ours"  # one is new, but a scheduled run was due as well
    NOTHING = "nothing"  # no new sync appeared


UNDECIDED = frozenset({MatchBasis.SEVERAL, MatchBasis.NIGHTLY_OR_OURS})
"""There are new syncs, but it isn't known which is ours."""


class StartEventType(StrEnum):
    """The type of an entry in an attempt's log."""

    CONFIRMED = "confirmed"
    ANSWERED = "answered"
    PASSED_OVER = "passed over"
    REFUSED = "refused"
    SENT = "sent"
    ACCEPTED = "accepted"
    ANSWERED_OVER = "answered over"
    NOT_STARTED = "not started"
    UNCLEAR = "unclear"
    FOUND = "found"
    FOUND_SEVERAL = "found several"
    REPORTED = "reported"
    ENDED = "ended"
    STILL_UNKNOWN = "still unknown"
    NO_END_SEEN = "no end seen"
    ASKED_AGAIN = "asked again"
    ASKED_BY_ITSELF = "asked by itself"
    LATE_ANSWER = "late answer"
    RELEASED = "released"
    INTERNAL_ERROR = "internal error"


@dataclass(frozen=True, slots=True)
class StartEvent:
    """One thing that happened: when (UTC), what, and the detail as plain text (it may be Codat's)."""

    at: datetime
    kind: StartEventType
    detail: str = ""
    code: int | None = None


@dataclass(frozen=True, slots=True)
class ReportedRange:
    """The range (UTC) in the answer to a trigger; `certain` when the sync was recognised by an id."""

    start: datetime | None
    finish: datetime | None
    certain: bool


@dataclass(frozen=True, slots=True)
class OpenStart:
    """A start that is under way, for pages about something else. `who`: the name, "" if not given.

    `identity`: of their sign-in, "" without one.
    """

    id: str
    company_id: str
    who: str
    confirmed_at: datetime
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A snapshot of one start. A changed attempt is another object with a higher `version`.

    `sentence` says why it wasn't started, or why that isn't known; it may quote Codat: escape it. All times
    are aware, in UTC.
    """

    intent: Intent
    stage: Stage
    confirmed_at: datetime
    log: tuple[StartEvent, ...] = ()
    version: int = 1
    sentence: str = ""
    blocked_by: str = ""  # the id of the attempt that held the company
    before: CompanySyncStatus | None = None  # the latest sync just before the request
    nightly_from: datetime | None = None  # earliest time of a scheduled run; None: none is scheduled
    body: str | None = None  # what was sent with it; None: nothing, or it wasn't sent
    sent_at: datetime | None = None  # when it was first sent
    last_sent_at: datetime | None = None  # later than `sent_at` once it was sent again with the same key
    sent_count: int = 0
    accepted_at: datetime | None = None
    error_status: int | None = None  # the HTTP status of an unsuccessful answer
    correlation_id: str = ""  # Codat's id of that answer
    was_unclear: bool = False  # the answer got lost, whatever was found later
    may_release: bool = False
    internal_error: bool = False  # a check ended with an internal error
    summary: SyncSummary | None = None  # what Codat answered
    basis: MatchBasis = MatchBasis.NOTHING
    new: tuple[CompanySyncStatus, ...] = ()  # every sync since just before the request that may be ours
    others: tuple[CompanySyncStatus, ...] = ()  # new ones that Codat pairs with another id than ours
    sync: CompanySyncStatus | None = None  # the one that is ours; None while unknown
    over_since: datetime | None = None  # since when they have all been over, and unchanged
    checked_at: datetime | None = None  # when Codat last answered a check
    check_error: str = ""  # why the last check failed; "" when it succeeded
    ended_at: datetime | None = None

    @property
    def id(self) -> str:
        """The intent's id: the `Idempotency-Key`, and part of the page's address."""
        return self.intent.id

    @property
    def settled(self) -> bool:
        """Whether the company is free for another start."""
        return self.stage in SETTLED

    @property
    def was_asked_again(self) -> bool:
        """Whether the request was, or may have been, sent more than once."""
        return self.last_sent_at != self.sent_at

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None if it hasn't, or if it isn't known which sync it is."""
        if self.stage is not Stage.ENDED or self.basis in UNDECIDED:
            return None
        record = self.sync or self.summary
        return outcome_of(record) if record is not None else None

    @property
    def answered_over(self) -> bool:
        """Whether Codat's answer to the trigger was final, such as 4000."""
        return self.summary is not None and is_over(outcome_of(self.summary))

    @property
    def reported(self) -> ReportedRange | None:
        """The range in Codat's answer, if it gave one."""
        reported = self.summary.sync_date_range_utc if self.summary else None
        if reported is None or (reported.start is None and reported.finish is None):
            return None
        return ReportedRange(
            reported.start, reported.finish, self.basis in (MatchBasis.SAME_ID, MatchBasis.PAIRED)
        )
