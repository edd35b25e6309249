"""What is checked before a start, the kind of each check, and the format of recorded answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from dashboard.insight.gap import Range
from dashboard.insight.start.attempt import StartEvent, StartEventType


class Kind(StrEnum):
    """The effect of a check: it blocks a start, asks a question that a person must answer, or only warns."""

    BLOCKS = "blocks"
    ASKS = "asks"
    WARNS = "warns"


class Check(StrEnum):
    """What is checked before a start. The values are stored, so they never change."""

    # It blocks
    GONE = "company gone"
    NO_SET_UP = "no set-up"
    UNFINISHED = "set-up not finished"
    SWITCHED_OFF = "switched off"
    SYNCS_NOT_READ = "syncs not read"
    RUNNING = "running"
    NOTHING_LEFT = "nothing left"
    # It asks
    MAY_RUN = "may be running"
    STUCK = "stuck"
    PROBABLY_OFF = "probably switched off"
    NOT_LINKED = "not linked"
    BEFORE_START_DATE = "before the start date"
    BY_HAND = "by hand"
    BY_HAND_ON_RECORD = "by hand on record"
    NOT_READ = "not read"
    # It warns
    FAILS_AGAIN = "fails again"
    LAST_FAILING_DAY = "last failing day"
    PARTLY_WRITTEN = "partly written"
    OUTCOME_UNKNOWN = "outcome unknown"
    MAY_BE_COVERED = "may be covered"
    COVERED = "covered"
    DUE_SOON = "due soon"
    SKIPPED_BEFORE = "skipped before"
    LONG_RANGE = "long range"

    @property
    def kind(self) -> Kind:
        """What it does."""
        if self in _BLOCKS:
            return Kind.BLOCKS
        return Kind.ASKS if self in _ASKS else Kind.WARNS


_BLOCKS: Final = frozenset({
    Check.GONE, Check.NO_SET_UP, Check.UNFINISHED, Check.SWITCHED_OFF, Check.SYNCS_NOT_READ, Check.RUNNING,
    Check.NOTHING_LEFT,
})  # fmt: skip
_ASKS: Final = frozenset({
    Check.MAY_RUN, Check.STUCK, Check.PROBABLY_OFF, Check.NOT_LINKED, Check.BEFORE_START_DATE, Check.BY_HAND,
    Check.BY_HAND_ON_RECORD, Check.NOT_READ,
})  # fmt: skip


@dataclass(frozen=True)
class CheckFinding:
    """A check that applies.

    `subject`: what it is about, if there can be several: a side, a read, the id of a sync. `at`: the instant
    it is about; `ranges`: the sales it is about (UTC). `estimated`: estimated from the schedule, not reported
    by Codat.
    """

    check: Check
    subject: str = ""
    at: datetime | None = None
    ranges: tuple[Range, ...] = ()
    estimated: bool = False

    @property
    def kind(self) -> Kind:
        """What it does."""
        return self.check.kind

    @property
    def key(self) -> str:
        """Identify the question, so that an answer about one sync or side doesn't count for another."""
        return f"{self.check}: {self.subject}" if self.subject else self.check.value


@dataclass(frozen=True)
class RecordedAnswer:
    """What a person answered, or a warning that they dismissed, as recorded with the start.

    `key`: the finding's. `said`: in words, as the person saw it. `first`, `last`: the merchant's days that
    were entered by hand; None for any other answer.
    """

    key: str
    said: str
    warning: bool = False
    first: date | None = None
    last: date | None = None

    @property
    def event(self) -> StartEventType:
        """The type of its entry in the log."""
        return StartEventType.PASSED_OVER if self.warning else StartEventType.ANSWERED

    @property
    def detail(self) -> str:
        """The detail of its entry in the log: the key, the days in brackets if any, and the words."""
        days = f" [{self.first}/{self.last}]" if self.first and self.last else ""
        return f"{self.key}{days} | {self.said}"


_DETAIL: Final = re.compile(
    r"(?P<key>.*?)(?: \[(?P<first>[\d-]{10})/(?P<last>[\d-]{10})\])? \| (?P<said>.*)", re.DOTALL
)


def answer_in(event: StartEvent) -> RecordedAnswer | None:
    """Return the answer that an entry in the log holds; None for any other entry."""
    if event.kind not in {StartEventType.ANSWERED, StartEventType.PASSED_OVER}:
        return None
    found = _DETAIL.fullmatch(event.detail)
    if found is None:
        return None
    days = [date.fromisoformat(found[name]) if found[name] else None for name in ("first", "last")]
    return RecordedAnswer(found["key"], found["said"], event.kind is StartEventType.PASSED_OVER, *days)


def answers_in(log: Iterable[StartEvent]) -> tuple[RecordedAnswer, ...]:
    """Return the answers in a log, in their order."""
    return tuple(answer for each in log if (answer := answer_in(each)) is not None)


def days_entered_by_hand(log: Iterable[StartEvent]) -> tuple[tuple[date, date], ...]:
    """Return the days (the merchant's, both included) recorded as entered by hand."""
    return tuple((each.first, each.last) for each in answers_in(log) if each.first and each.last)
