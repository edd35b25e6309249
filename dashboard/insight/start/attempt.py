"""What became of an intent so far: frozen snapshots that any thread may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dashboard.insight.outcome import Outcome, is_over, outcome_of

if TYPE_CHECKING:
    from codat_client import CodatError, CompanySyncStatus, SyncSummary
    from dashboard.insight.start.intent import Intent


class Stage(StrEnum):
    """Where an attempt stands. Until it is settled nobody else can start a sync for the company."""

    LOOKING = "looking"  # what runs already is being read; nothing is sent
    SENDING = "sending"  # the intent is recorded, the call is under way
    RUNNING = "running"  # Codat accepted it, or a new sync shows that it did
    UNCLEAR = "unclear"  # it is not known whether Codat began one
    NOT_STARTED = "not started"  # it is known that nothing was begun by it
    ENDED = "ended"  # the sync is over
    OUT_OF_SIGHT = "out of sight"  # accepted, but its end was not seen in the time we follow a sync
    RELEASED = "released"  # not known whether it began; a person freed the company on purpose


SETTLED = frozenset({Stage.NOT_STARTED, Stage.ENDED, Stage.OUT_OF_SIGHT, Stage.RELEASED})


class MatchBasis(StrEnum):
    """By what the started sync was recognised, from the strongest down."""

    SAME_ID = "same id"  # its sync id is the commerceSyncId that the trigger answered
    PAIRED = "paired"  # Codat's status names both ids in one answer
    ONLY_NEW = "only new"  # it is the one sync that is new since just before we asked
    SEVERAL = "several"  # more than one is new: which is ours is not known
    NOTHING = "nothing"  # nothing new shows


class StartEventType(StrEnum):
    """What a line of an attempt's log tells."""

    CONFIRMED = "confirmed"
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
    OUT_OF_SIGHT = "out of sight"
    RELEASED = "released"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class StartEvent:
    """One thing that happened: when (UTC), what, and the detail as plain text (it may be Codat's)."""

    at: datetime
    step: StartEventType
    detail: str = ""
    code: int | None = None


@dataclass(frozen=True, slots=True)
class ToldRange:
    """The range (UTC) that the answer to a trigger told; `certain` when the sync was recognised by an id."""

    start: datetime | None
    finish: datetime | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """A snapshot of one start. A changed attempt is another object with a higher `version`.

    `sentence` says why it was not started, or why that is not known; it may quote Codat: escape it.
    """

    intent: Intent
    stage: Stage
    confirmed_at: datetime
    log: tuple[StartEvent, ...] = ()
    version: int = 1
    sentence: str = ""
    error: CodatError | None = None
    blocked_by: str = ""  # the id of the attempt that held the company
    before: CompanySyncStatus | None = None  # the latest sync just before we asked
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    was_unclear: bool = False  # the answer got lost, whatever was found out since
    may_release: bool = False
    fault: bool = False  # a fault of this dashboard ended the looking
    summary: SyncSummary | None = None  # what Codat answered
    evidence: MatchBasis = MatchBasis.NOTHING
    new: tuple[CompanySyncStatus, ...] = ()  # every sync since just before we asked that may be ours
    others: tuple[CompanySyncStatus, ...] = ()  # new ones that Codat pairs with another id than ours
    sync: CompanySyncStatus | None = None  # the one it is; None while that is not known
    asked_at: datetime | None = None  # when Codat was last asked about it, with an answer
    trouble: str = ""  # why the last check got no answer; "" when it had one
    ended_at: datetime | None = None

    @property
    def id(self) -> str:
        """The intent's id, which is the `Idempotency-Key` and stands in the address."""
        return self.intent.id

    @property
    def settled(self) -> bool:
        """Whether the company is free for another start."""
        return self.stage in SETTLED

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while that is open, or when it is not known which sync it is."""
        if self.stage is not Stage.ENDED or self.evidence is MatchBasis.SEVERAL:
            return None
        record = self.sync or self.summary
        return outcome_of(record) if record is not None else None

    @property
    def answered_over(self) -> bool:
        """Whether Codat's answer to the trigger was an end already, such as 4000."""
        return self.summary is not None and is_over(outcome_of(self.summary))

    @property
    def told(self) -> ToldRange | None:
        """The range Codat told in its answer, if it told one."""
        told = self.summary.sync_date_range_utc if self.summary else None
        if told is None or (told.start is None and told.finish is None):
            return None
        return ToldRange(told.start, told.finish, self.evidence in (MatchBasis.SAME_ID, MatchBasis.PAIRED))
