"""A company's syncs in order of time, whatever the order of the list.

The list may be long (10,000 syncs) and the rules use its newest end, so only times are read for all syncs;
outcomes are judged lazily.

Syncs without a readable time, or with one in the future, are left out and counted. One exception: the sync
that Codat calls the latest is kept at the end, without a time or with one in the future. It has run, so one
of the two clocks is wrong; `lead` is the difference.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Any

from codat_client import CompanySyncStatus
from codat_client.times import read_utc
from dashboard.insight.outcome import SUCCESSES, Outcome, in_one_instant, is_over, outcome_of, outcome_of_code

if TYPE_CHECKING:
    from dashboard.insight.schedule import Dues

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far ahead a time may be and still count as now, since clocks differ."""
_BARE_DATE = 10
_JUDGED_AT_ONCE = 32
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z", re.ASCII)
_ALL_USUAL = re.compile(rf"(?:{_USUAL.pattern}\n)*+{_USUAL.pattern}", re.ASCII)
_Timed = tuple[datetime, CompanySyncStatus]


@dataclass(frozen=True)
class SyncRun:
    """One sync with its time (UTC) and its outcome.

    `timed`: whether the time is the sync's own; if not, `at` is only its place in the order.
    """

    at: datetime
    record: CompanySyncStatus
    outcome: Outcome
    timed: bool = True

    @property
    def ended(self) -> bool:
        """Whether it has ended, successfully or not."""
        return is_over(self.outcome)

    @property
    def succeeded(self) -> bool:
        """Whether it succeeded, with or without data."""
        return self.outcome in SUCCESSES


@dataclass(frozen=True)
class SyncRuns:
    """All syncs with a time, oldest first. Thread-safe.

    `untimed`, `ahead`: how many were left out. `placed`: the latest sync, if it was kept without a time.
    `limit`: a later time is in the future; None for no limit. `lead`: how far ahead the latest sync's time
    is, or zero. `latest_id`: the sync that Codat calls the latest, which sorts last at its instant. `notes`:
    a cache for the rules.
    """

    timed: Sequence[_Timed] = ()
    untimed: int = 0
    ahead: int = 0
    placed: CompanySyncStatus | None = None
    limit: datetime | None = field(default=None, compare=False)
    latest_id: str | None = None
    lead: timedelta = field(default=timedelta(), compare=False)
    notes: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)
    _times: list[datetime] = field(default_factory=list, compare=False)
    _judging: Lock = field(default_factory=Lock, compare=False, repr=False)
    _seen: list[SyncRun] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def clock_counts(self) -> bool:
        """Whether the runs or their order depend on the time of judging."""
        return bool(self.ahead or self.placed or self.lead)

    def is_ahead(self, at: datetime) -> bool:
        """Return whether a time is in the future and isn't that of the latest sync, which has run."""
        ahead = self.limit is not None and at > self.limit
        return ahead and not self.any_between(at, at + timedelta(microseconds=1))

    def is_to_come(self, due: datetime) -> bool:
        """Return whether a due date is in the future, so that no run can belong to it."""
        return self.limit is not None and due > self.limit

    def newest_first(self) -> Iterator[SyncRun]:
        """Yield the runs, newest first; at the same instant in the order of `in_one_instant`.

        Each is judged once, however many rules iterate.
        """
        place, seen = 0, self._seen
        while place < len(seen) or self._see_further(place):
            yield seen[place]
            place += 1

    def _see_further(self, place: int) -> bool:
        """Judge the run at a place and some after it, if needed; return whether there is one."""
        with self._judging:
            if place == len(self._seen):
                self._seen.extend(islice(self._unseen, _JUDGED_AT_ONCE))
            return place < len(self._seen)

    def newest_before(self, instant: datetime) -> Iterator[SyncRun]:
        """Yield the runs before an instant, newest first."""
        return self._backwards(bisect_left(self._times, instant))

    def last_success(self, before: datetime) -> datetime | None:
        """Return when the last success before an instant ran."""
        place = bisect_left(self._successes, before)
        return self._successes[place - 1] if place else None

    def first_success(self, since: datetime) -> datetime | None:
        """Return when the first success at or after an instant ran."""
        place = bisect_left(self._successes, since)
        return self._successes[place] if place < len(self._successes) else None

    @cached_property
    def _successes(self) -> list[datetime]:
        """The times of all successes, oldest first, computed lazily."""
        codes = [record.sync_status_code for _, record in self.timed]
        meant = {code: outcome_of_code(code) for code in set(codes)}
        if Outcome.UNKNOWN in meant.values():  # the text decides
            return [at for at, record in self.timed if outcome_of(record) in SUCCESSES]
        return [at for (at, _), code in zip(self.timed, codes, strict=True) if meant[code] in SUCCESSES]

    @cached_property
    def _unseen(self) -> Iterator[SyncRun]:
        """The runs not judged yet. Only for the holder of `_judging`: a cached property has no lock."""
        return self._backwards(len(self.timed))

    def _backwards(self, end: int) -> Iterator[SyncRun]:
        backwards = (self.timed[at] for at in range(end - 1, -1, -1))
        for _, together in groupby(backwards, key=itemgetter(0)):
            group = [
                SyncRun(at, record, outcome_of(record), record is not self.placed) for at, record in together
            ]
            yield from sorted(group, key=self._last_in_instant, reverse=True) if len(group) > 1 else group

    def _last_in_instant(self, run: SyncRun) -> tuple[object, ...]:
        return in_one_instant(run.outcome, run.record.sync_id, self.latest_id), repr(run.record)

    def between(self, start: datetime, finish: datetime) -> Sequence[_Timed]:
        """Return the runs in [start, finish), oldest first; at the same instant in any order."""
        return self.timed[bisect_left(self._times, start) : bisect_left(self._times, finish)]

    def any_between(self, start: datetime, finish: datetime) -> bool:
        """Return whether a run has a time in [start, finish)."""
        place = bisect_left(self._times, start)
        return place < len(self._times) and self._times[place] < finish


def runs_of(
    records: Iterable[CompanySyncStatus],
    now: datetime,
    dues: Dues | None = None,
    latest: CompanySyncStatus | None = None,
) -> SyncRuns:
    """Put records in order; `latest` is the one that Codat calls the latest, in the records or not."""
    known = deduplicate(_with_latest(list(records), latest))
    timed = [(at, record) for at, record in zip(_times_of(known, dues), known, strict=True) if at is not None]
    untimed = len(known) - len(timed)
    limit = now + CLOCKS_DIFFER
    past = [each for each in timed if each[0] <= limit or _is_one(each[1], latest)]
    placed = latest if latest is not None and _needs_a_place(latest, known, dues) else None
    if placed is not None:
        past.append((_end(past, now, dues), placed))
        timed.append(past[-1])
        untimed -= 1
    past.sort(key=itemgetter(0))
    ahead, times = len(timed) - len(past), [at for at, _ in past]
    lead = times[-1] - now if times and times[-1] > limit else timedelta()
    latest_id = latest.sync_id if latest is not None else None
    return SyncRuns(past, untimed, ahead, placed, limit, latest_id, lead, _times=times)


def _needs_a_place(latest: CompanySyncStatus, known: Sequence[CompanySyncStatus], dues: Dues | None) -> bool:
    """Return whether the latest sync has a state but no time, in the list either."""
    says_its_state = latest.sync_status_code is not None or outcome_of(latest) is Outcome.RUNNING
    if not says_its_state or time_of(latest, dues) is not None:
        return False
    return not any(each.sync_id == latest.sync_id and time_of(each, dues) for each in known if each.sync_id)


def quick_utc(text: str | None) -> datetime | None:
    """Read a `syncUtc` as `codat_client` does, the usual form about twenty times faster."""
    if text is not None and _USUAL.fullmatch(text):
        try:
            read = datetime.fromisoformat(text)
        except ValueError:
            return None
        return read if 1 < read.year < 9999 else None  # noqa: PLR2004 - as the client has it
    return read_utc(text)


def _times_of(
    records: Sequence[CompanySyncStatus], dues: Dues | None
) -> Sequence[datetime] | Sequence[datetime | None]:
    """Return when each sync ran: at C speed if all times have the usual form, else one by one."""
    texts = [record.sync_utc_text for record in records]
    try:
        if _ALL_USUAL.fullmatch("\n".join(texts)):  # type: ignore[arg-type] # None ends it: see below
            times = list(map(datetime.fromisoformat, texts))  # type: ignore[arg-type] # as above
            if min(times).year > 1 and max(times).year < 9999:  # noqa: PLR2004 - as in quick_utc
                return times
    except (TypeError, ValueError):  # a time is missing, or is the 30th of February
        pass
    return [time_of(record, dues) for record in records]


def time_of(record: CompanySyncStatus, dues: Dues | None) -> datetime | None:
    """Return when a sync ran; with only a date, assume that day's due date."""
    text = record.sync_utc_text
    at = quick_utc(text)
    bare = at is not None and dues is not None and len((text or "").strip()) == _BARE_DATE
    return dues.on(date(at.year, at.month, at.day)) if bare and dues and at else at


def _is_one(record: CompanySyncStatus, latest: CompanySyncStatus | None) -> bool:
    """Return whether a record is the latest sync, read twice; without ids, compare its content."""
    if latest is None or record is latest:
        return latest is not None
    if record.sync_id or latest.sync_id:
        return record.sync_id == latest.sync_id
    reported = (record.sync_utc_text, record.sync_status_code)
    return reported == (latest.sync_utc_text, latest.sync_status_code)


def _with_latest(
    records: list[CompanySyncStatus], latest: CompanySyncStatus | None
) -> list[CompanySyncStatus]:
    """Return the records and the latest one; `deduplicate` recognises a duplicate only by its id."""
    if latest is None or (not latest.sync_id and any(_is_one(each, latest) for each in records)):
        return records
    return [*records, latest]


def _end(past: list[_Timed], now: datetime, dues: Dues | None) -> datetime:
    """Return the place of a latest sync without a time: at the last due date, after all others."""
    newest = max((at for at, _ in past), default=None)
    due = dues.last(now) if dues else now
    return due if newest is None or newest < due else newest + timedelta(seconds=1)


def deduplicate(records: Sequence[CompanySyncStatus]) -> Sequence[CompanySyncStatus]:
    """Leave out empty records, and keep the most informative record of each id.

    Return the same list if all records have unique ids.
    """
    ids = [record.sync_id for record in records]
    if len(set(ids)) == len(ids) and all(ids):
        return records
    several = {sync_id for sync_id, count in Counter(ids).items() if sync_id and count > 1}
    best: dict[str | None, CompanySyncStatus] = {}
    for record in records:
        if record.sync_id in several and (
            record.sync_id not in best or _informative(record) > _informative(best[record.sync_id])
        ):
            best[record.sync_id] = record
    left = [
        best.pop(record.sync_id, None) if record.sync_id in several else record
        for record in records
        if record.sync_id or _says_something(record)
    ]
    return [record for record in left if record is not None]


def _says_something(record: CompanySyncStatus) -> bool:
    return bool(record.sync_id or record.sync_status_code is not None or record.sync_utc_text)


def _informative(record: CompanySyncStatus) -> tuple[object, ...]:
    """Return the sort key of records of one id: ended, later and failed ones are more informative."""
    outcome = outcome_of(record)
    at = quick_utc(record.sync_utc_text) or datetime.min.replace(tzinfo=UTC)
    coded = record.sync_status_code is not None
    return is_over(outcome), at, coded, outcome is Outcome.FAILED, repr(record)
