"""The recorded starts: who holds which company, what was sent, and the outcome.

Everything is a row in the store, so any process can continue where another ended. A company is held by one
open start, whatever its key: an index of the store ensures that in any number of processes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.access import audit
from dashboard.access.person import Person
from dashboard.insight.activity.entry import outcome_of_event
from dashboard.insight.start import transitions
from dashboard.insight.start.attempt import (
    Attempt,
    MatchBasis,
    OpenStart,
    Stage,
    StartEvent,
    StartEventType,
)
from dashboard.insight.start.intent import Intent
from dashboard.starting.clock import Clock
from dashboard.starting.company_starts import CompanyStarts
from dashboard.starting.measured import MeasuredTimes, lease_name
from dashboard.starting.merchant_answers import AnswerRecord
from dashboard.starting.restored import RestoreChecks, why_nothing_starts
from dashboard.starting.rows import attempt_of, row_of, state_of
from dashboard.starting.start_limit import too_many
from dashboard.store.engine import Store
from dashboard.store.lease import Lease, expire, fence, give_back, take
from dashboard.store.tables import OPEN_STAGES, start, start_event, start_listed
from dashboard.store.transaction import one_at_a_time

log = logging.getLogger(__name__)

_FOUND = tuple(each.value for each in MatchBasis if each is not MatchBasis.NOTHING)
UNDER_WAY = (
    "A sync is being started for this company under another API key. Nothing was sent. "
    "Wait until it ends, then check whether you need another."
)
UNSEEN = (
    "A sync was started for this company under another API key, and your page was loaded before it ended. "
    "Nothing was sent. Check the company’s latest sync first."
)

Line = tuple[StartEventType, str, int | None]
"""A log entry of an attempt: what happened, its detail, Codat's code."""


class LeaseLost(Exception):  # noqa: N818 - no error: another process has taken the start over
    """This process no longer follows the start, so it must not change it."""


class Changed(NamedTuple):
    """An attempt as it is now recorded, and whether the change was made."""

    attempt: Attempt
    done: bool


class StartRepository:
    """The starts of one account. Safe in any number of threads and processes.

    `account_id`: the stored account's id; `base_url`: Codat's address, the same for all of its accounts.
    `lease_seconds`: how long this process holds a start that it follows, unless it renews its lease. `clock`:
    gives the recorded times. Every method raises StoreError if the store can't be used.
    """

    def __init__(
        self,
        store: Store,
        account_id: str,
        base_url: str,
        lease_seconds: float = 15.0,
        clock: Clock | None = None,
    ) -> None:
        self._store, self.clock = store, clock or Clock()
        self._account_id, self._base_url = account_id, base_url.rstrip("/")
        self.after_restore = RestoreChecks(store, self._base_url)
        self._holder, self._lease_seconds = uuid4().hex, lease_seconds
        self.answers = AnswerRecord(store, account_id, self._base_url)
        self.measured = MeasuredTimes(store, account_id)

    def claim(
        self, intent: Intent, refusal: str | None, by: Person | None = None, most_an_hour: int | None = None
    ) -> tuple[Attempt, Lease | None]:
        """Record the intent and hold the company. Return the attempt, and the lease to carry it out under.

        The lease is None if the id is known, `refusal` gives a reason, another start holds the company, or
        one was settled after the person's data was read. `by`: who confirmed it. `most_an_hour`: how many
        starts a person may make; None: any number.
        """
        try:
            return self._claim(intent, refusal, by, most_an_hour)
        except IntegrityError:  # another process has held the company, or recorded this id, since we looked
            return self._claim(intent, refusal, by, most_an_hour)

    def get(self, attempt_id: str) -> Attempt | None:
        """Return an attempt of this account; None if the id is unknown."""
        with self._store.reading() as connection:
            return self._one(connection, self._ours().where(start.c.id == attempt_id.lower()))

    def of_company(self, company_id: str) -> CompanyStarts:
        """Return the recorded starts of a company, in two queries."""
        known = or_(start.c.stage.in_(OPEN_STAGES), start.c.basis.in_(_FOUND))
        query = self._at_address().where(start.c.company_id == company_id.lower(), known)
        with self._store.reading() as connection:
            rows = connection.execute(query.order_by(start.c.confirmed_at.desc())).all()
            ours = [row for row in rows if row.account_id == self._account_id]
            events = self._events(connection, ours)
        others = (row for row in rows if row.account_id != self._account_id)
        attempts = tuple(attempt_of(row, events[row.id]) for row in ours)
        return CompanyStarts(attempts, any(row.stage in OPEN_STAGES for row in others))

    def companies(self) -> frozenset[str]:
        """Return the companies with anything on record: a start, a refusal, an answer of the merchant."""
        query = select(start_event.c.company_id).where(start_event.c.account_id == self._account_id)
        with self._store.reading() as connection:
            return frozenset(connection.execute(query.distinct()).scalars())

    def under_way(self) -> tuple[OpenStart, ...]:
        """Return this account's open starts, the oldest first."""
        columns = (start.c.id, start.c.company_id, start.c.person, start.c.confirmed_at)
        query = select(*columns, func.coalesce(start.c.identity, "")).where(
            start.c.account_id == self._account_id, start.c.stage.in_(OPEN_STAGES)
        )
        with self._store.reading() as connection:
            return tuple(OpenStart(*row) for row in connection.execute(query.order_by(start.c.confirmed_at)))

    def refuse(self, attempt_id: str, sentence: str, by: Person) -> None:
        """Record that a person tried to decide about a start and wasn't allowed to."""
        with self._store.writing() as connection:
            known = self._one(connection, self._ours().where(start.c.id == attempt_id.lower()))
            if known is not None:
                event = StartEvent(self.clock.now(), StartEventType.REFUSED, sentence)
                self._record(connection, known, (event,), by, start_id=None)

    def change(self, attempt_id: str, *lines: Line, lease: Lease | None = None, **values: Any) -> Attempt:
        """Change an attempt and add entries to its log. Raises like `change_if`."""
        return self.change_if(attempt_id, lambda _: True, *lines, lease=lease, **values).attempt

    def change_if(
        self,
        attempt_id: str,
        test: Callable[[Attempt], bool],
        *lines: Line,
        lease: Lease | None = None,
        by: Person | None = None,
        **values: Any,
    ) -> Changed:
        """Do the same atomically if the attempt passes the test.

        `by`: the person who decides it; None for automatic changes. `lease`: raises LeaseLost if another
        process has taken the start over. Raises LookupError if there is no such attempt.
        """
        query = self._ours().where(start.c.id == attempt_id.lower()).with_for_update()
        with self._store.writing() as connection:
            known = self._one(connection, query)
            if known is None:
                raise LookupError(attempt_id)
            if lease is not None and not connection.execute(select(fence(lease))).scalar():
                raise LeaseLost
            if not test(known):
                return Changed(known, done=False)
            return Changed(self._changed(connection, known, lines, values, by), done=True)

    def take_over(self, attempt_id: str) -> Lease | None:
        """Take the lease of a start that no live process follows; None if one does."""
        with self._store.writing() as connection:
            return take(connection, lease_name(attempt_id), self._holder, self._lease_seconds)

    def seize(
        self,
        attempt_id: str,
        test: Callable[[Attempt], bool],
        *lines: Line,
        by: Person | None = None,
        **values: Any,
    ) -> tuple[Attempt, Lease | None]:
        """Change an attempt like `change_if`, and take its lease from whichever process follows it.

        The lease is None if the attempt doesn't pass the test. Raises LookupError.
        """
        query = self._ours().where(start.c.id == attempt_id.lower()).with_for_update()
        with self._store.writing() as connection:
            known = self._one(connection, query)
            if known is None:
                raise LookupError(attempt_id)
            if not test(known):
                return known, None
            expire(connection, lease_name(known.id))
            lease = take(connection, lease_name(known.id), self._holder, self._lease_seconds)
            return self._changed(connection, known, lines, values, by), lease

    def renew(self, lease: Lease) -> bool:
        """Renew a lease of this process. Return whether it was still ours."""
        with self._store.writing() as connection:
            renewed = take(connection, lease.name, self._holder, self._lease_seconds)
            return renewed == lease

    def give_back(self, lease: Lease) -> None:
        """End a lease, so that another process can follow the start at once."""
        with self._store.writing() as connection:
            give_back(connection, lease)

    def save_listed(self, attempt_id: str, sync_ids: Iterable[str]) -> None:
        """Record the ids of the syncs that Codat listed before the request."""
        with self._store.writing() as connection:
            connection.execute(insert(start_listed).values(start_id=attempt_id, sync_ids=sorted(sync_ids)))

    def listed(self, attempt_id: str) -> frozenset[str] | None:
        """Return the ids of the syncs that Codat listed before the request; None if unknown."""
        query = select(start_listed.c.sync_ids).where(start_listed.c.start_id == attempt_id)
        with self._store.reading() as connection:
            ids = connection.execute(query).scalar()
        return frozenset(ids) if ids is not None else None

    def _claim(
        self, intent: Intent, refusal: str | None, by: Person | None, most_an_hour: int | None
    ) -> tuple[Attempt, Lease | None]:
        with self._store.writing() as connection:
            one_at_a_time(connection, f"start {self._base_url} {intent.company_id}")
            known = self._one(connection, select(start).where(start.c.id == intent.id))
            if known is not None:
                return known, None
            sentence, blocked_by = (refusal, "") if refusal else self._blocking(connection, intent)
            if not sentence and most_an_hour is not None:
                sentence = too_many(connection, intent, most_an_hour, self.clock.now())
            attempt = self._begun(intent, sentence, blocked_by)
            connection.execute(insert(start).values(**self._whose(attempt), **row_of(attempt)))
            self._record(connection, attempt, attempt.log, by)
            if attempt.settled:
                return attempt, None
            return attempt, take(connection, lease_name(attempt.id), self._holder, self._lease_seconds)

    def _begun(self, intent: Intent, sentence: str, blocked_by: str) -> Attempt:
        """Create the attempt: it holds its company, or the sentence says why it is refused."""
        now = self.clock.now()
        confirmed = StartEvent(now, StartEventType.CONFIRMED, intent.who)
        answered = (StartEvent(now, each.event, each.detail) for each in intent.answers)
        log_so_far = (confirmed, *answered)
        if not sentence:
            return Attempt(intent, Stage.LOOKING, now, log_so_far)
        events = (*log_so_far, StartEvent(now, StartEventType.REFUSED, sentence))
        return Attempt(
            intent, Stage.NOT_STARTED, now, events, sentence=sentence, blocked_by=blocked_by, ended_at=now
        )

    def _blocking(self, connection: Connection, intent: Intent) -> tuple[str, str]:
        """Return why this start is refused, and the id of the attempt that is the reason; else ("", "").

        Another account's start is mentioned without its id and without a name.
        """
        if refusal := why_nothing_starts(connection):
            return f"Nothing was sent. {refusal}", ""
        at_address = self._at_address()
        row = connection.execute(at_address.where(_holds(intent.company_id))).first()
        if row is None and intent.seen_at is not None:
            row = connection.execute(at_address.where(*_settled_since(intent, intent.seen_at))).first()
        if row is None:
            return "", ""
        settled = row.stage not in OPEN_STAGES
        if row.account_id != self._account_id:
            return (UNSEEN if settled else UNDER_WAY), ""
        return _held(row, self.clock.now(), settled=settled), row.id

    def _changed(
        self,
        connection: Connection,
        old: Attempt,
        lines: Iterable[Line],
        values: dict[str, Any],
        by: Person | None,
    ) -> Attempt:
        now = self.clock.now()
        added = tuple(StartEvent(now, kind, detail, code) for kind, detail, code in lines)
        new = replace(old, log=old.log + added, version=old.version + 1, **values)
        transitions.check(old.stage, new.stage)
        connection.execute(update(start).where(start.c.id == old.id).values(**state_of(new)))
        self._record(connection, new, added, by)
        return new

    def _record(
        self,
        connection: Connection,
        attempt: Attempt,
        events: Iterable[StartEvent],
        by: Person | None,
        **other: Any,
    ) -> None:
        """Add events to the record and to the process's log. `by` None: whoever confirmed the start."""
        whose = {**self._whose(attempt), **(by.on_record() if by else {}), "start_id": attempt.id, **other}
        for each in events:
            outcome = outcome_of_event(each.kind, attempt)
            values = {"kind": each.kind.value, "detail": each.detail, "code": each.code, "at": each.at}
            audit.append(connection, insert(start_event).values(**whose, **values, outcome=outcome))
            who, ids = attempt.intent.who or "-", (attempt.id, attempt.intent.company_id)
            asked = attempt.intent.requested
            log.info("start %s company %s by %s (%s): %s %r", *ids, who, asked, each.kind, each.detail)

    def _one(self, connection: Connection, query: Select[Any]) -> Attempt | None:
        row = connection.execute(query).first()
        return self._read(connection, row) if row is not None else None

    def _read(self, connection: Connection, row: Row[Any]) -> Attempt:
        return attempt_of(row, self._events(connection, [row])[row.id])

    def _events(self, connection: Connection, starts: Iterable[Row[Any]]) -> dict[str, list[Row[Any]]]:
        """Return the events of each of these starts, in their order."""
        found: dict[str, list[Row[Any]]] = {row.id: [] for row in starts}
        query = select(start_event).where(start_event.c.start_id.in_(found)).order_by(start_event.c.id)
        for event in connection.execute(query):
            found[event.start_id].append(event)
        return found

    def _at_address(self) -> Select[Any]:
        return select(start).where(start.c.base_url == self._base_url)

    def _ours(self) -> Select[Any]:
        return select(start).where(start.c.account_id == self._account_id)

    def _whose(self, attempt: Attempt) -> dict[str, Any]:
        return {
            "account_id": self._account_id,
            "base_url": self._base_url,
            "company_id": attempt.intent.company_id,
            "person": attempt.intent.who,
            "identity": attempt.intent.identity or None,
            "verified": bool(attempt.intent.identity),
        }


def _holds(company_id: str) -> ColumnElement[bool]:
    return and_(start.c.company_id == company_id.lower(), start.c.stage.in_(OPEN_STAGES))


def _settled_since(intent: Intent, seen_at: datetime) -> ColumnElement[bool]:
    """Return the condition for starts settled after this time, except those that started nothing."""
    return and_(
        start.c.company_id == intent.company_id,
        start.c.sent_at.is_not(None),
        start.c.stage.not_in((*OPEN_STAGES, Stage.NOT_STARTED.value)),
        func.coalesce(start.c.ended_at, start.c.confirmed_at) > seen_at,
    )


def _held(holder: Row[Any], now: datetime, *, settled: bool) -> str:
    who, at = holder.person or "A colleague", holder.confirmed_at
    day = "" if at.date() == now.date() else f"on {at.day} {at:%b} "
    started = f"{who} started a sync for this company {day}at {at:%H:%M} UTC"
    if settled:
        return (
            f"{started}, and your page was loaded before it ended. Nothing was sent. Check that sync first."
        )
    return f"{started}; we don’t know its outcome yet. Nothing was sent. Check that sync first."
