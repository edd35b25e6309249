"""The starts of this process: intents, locks, outcomes, reported ranges. Lost at a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from dashboard.insight.start.attempt import (
    Attempt,
    MatchBasis,
    ReportedRange,
    Stage,
    StartEvent,
    StartEventType,
)
from dashboard.insight.start.intent import Intent
from dashboard.starting.claims import Claims, Company

log = logging.getLogger(__name__)
_BY_AN_ID = frozenset({MatchBasis.SAME_ID, MatchBasis.PAIRED})


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


class StartRepository:
    """Attempts by id, and which of them locks each company. Thread-safe.

    Attempts are kept as long as the process lives: an old tab must not be able to start a sync again.
    `claims`: the locks of all keys of the process at Codat's address `site`.
    """

    def __init__(self, claims: Claims | None = None, site: str = "") -> None:
        self._lock = Lock()
        self._claims, self._site = claims or Claims(), site
        self._attempts: dict[str, Attempt] = {}
        self._newest: dict[str, str] = {}  # company id -> id of the attempt that locks it, or did last
        self._reported: dict[tuple[str, str], str] = {}  # company and sync -> id of their attempt

    def claim(self, intent: Intent, refusal: str | None) -> tuple[Attempt, bool]:
        """Record the intent and lock the company. Return the attempt, and whether to carry it out.

        False where the id is known, `refusal` gives a reason, or another attempt locks the company, under
        this key or another.
        """
        with self._lock:
            known = self._attempts.get(intent.id)
            if known is not None:
                return known, False
            attempt = self._begin(intent, refusal)
            self._attempts[intent.id] = attempt
            if not attempt.settled:
                self._newest[intent.company_id] = intent.id
            self._log(attempt)
            return attempt, not attempt.settled

    def get(self, attempt_id: str) -> Attempt | None:
        """Return an attempt; None when this process has none by that id."""
        with self._lock:
            return self._attempts.get(attempt_id.lower())

    def holder(self, company_id: str) -> Attempt | None:
        """Return the attempt that locks the company; None where none does."""
        with self._lock:
            return self._holder(company_id.lower())

    def change(
        self, attempt_id: str, *lines: tuple[StartEventType, str, int | None], **values: Any
    ) -> Attempt:
        """Replace an attempt's snapshot by one with these values and further log entries."""
        with self._lock:
            return self._change(attempt_id, lines, values)

    def change_if(
        self,
        attempt_id: str,
        test: Callable[[Attempt], bool],
        *lines: tuple[StartEventType, str, int | None],
        **values: Any,
    ) -> Attempt | None:
        """Do the same atomically where the attempt passes the test; None when there is no such attempt."""
        with self._lock:
            known = self._attempts.get(attempt_id.lower())
            return self._change(known.id, lines, values) if known is not None and test(known) else known

    def reported_range(self, company_id: str, sync_id: str) -> ReportedRange | None:
        """Return the range that Codat reported when this sync was started from here."""
        with self._lock:
            attempt = self._attempts.get(self._reported.get((company_id.lower(), sync_id.lower()), ""))
            return attempt.reported if attempt is not None else None

    def started(self, company_id: str) -> dict[str, Attempt]:
        """Return a company's attempts whose sync was recognised by an id, by sync id in lower case.

        Without those that have only a probable match. They need no reported range.
        """
        with self._lock:
            return {
                attempt.sync.sync_id.lower(): attempt
                for attempt in self._attempts.values()
                if attempt.intent.company_id == company_id.lower()
                and attempt.basis in _BY_AN_ID
                and attempt.sync is not None
                and attempt.sync.sync_id
            }

    def held_by_another_key(self, company_id: str) -> bool:
        """Return whether a start under another key locks the company."""
        return self._claims.held_by_another((self._site, company_id.lower()), self)

    def close(self) -> None:
        """Unlock every company for the other keys."""
        self._claims.free_all(self)

    def _change(
        self,
        attempt_id: str,
        lines: tuple[tuple[StartEventType, str, int | None], ...],
        values: dict[str, Any],
    ) -> Attempt:
        old = self._attempts[attempt_id]
        now = utc_now()
        added = tuple(StartEvent(now, step, detail, code) for step, detail, code in lines)
        new = replace(old, log=old.log + added, version=old.version + 1, **values)
        self._attempts[attempt_id] = new
        self._keep_reported(old, new)
        if new.settled and not old.settled:
            self._claims.free(self._company(new.intent), self, _over_at(new))
        self._log(new, len(added))
        return new

    def _company(self, intent: Intent) -> Company:
        return self._site, intent.company_id

    def _begin(self, intent: Intent, refusal: str | None) -> Attempt:
        """Make the attempt: its company locked, or refused with a sentence."""
        now = utc_now()
        confirmed = StartEvent(now, StartEventType.CONFIRMED, intent.who)
        holder = self._blocking(intent) if refusal is None else None
        sentence = refusal or (_held(holder) if holder else "")
        sentence = sentence or self._claims.take(self._company(intent), self, intent.seen_at)
        if not sentence:
            return Attempt(intent, Stage.LOOKING, now, (confirmed,))
        lines, by = (
            (confirmed, StartEvent(now, StartEventType.REFUSED, sentence)),
            holder.id if holder else "",
        )
        return Attempt(intent, Stage.NOT_STARTED, now, lines, sentence=sentence, blocked_by=by, ended_at=now)

    def _keep_reported(self, old: Attempt, new: Attempt) -> None:
        """Keep the reported range under the sync it belongs to now; the match may have changed."""
        before, after = _reported_of(old), _reported_of(new)
        if before is not None and before != after and self._reported.get(before) == new.id:
            del self._reported[before]
        if after is not None:
            self._reported[after] = new.id

    def _holder(self, company_id: str) -> Attempt | None:
        attempt = self._attempts.get(self._newest.get(company_id, ""))
        return attempt if attempt is not None and not attempt.settled else None

    def _blocking(self, intent: Intent) -> Attempt | None:
        """Return the start that locks the company, or one settled since the person's data was read.

        One that started nothing blocks nobody.
        """
        holder, seen_at = self._holder(intent.company_id), intent.seen_at
        if holder is not None or seen_at is None:
            return holder
        unseen = (
            attempt
            for attempt in self._attempts.values()
            if attempt.intent.company_id == intent.company_id
            and (over_at := _over_at(attempt)) is not None
            and over_at > seen_at
        )
        return next(unseen, None)

    def _log(self, attempt: Attempt, lines: int = 1) -> None:
        """Write to the log of the process, which is what outlives it."""
        for line in attempt.log[-lines:] if lines else ():
            who, ids = attempt.intent.who or "-", (attempt.id, attempt.intent.company_id)
            log.info(
                "start %s company %s by %s (%s): %s %r",
                *ids,
                who,
                attempt.intent.requested,
                line.kind,
                line.detail,
            )


def _over_at(attempt: Attempt) -> datetime | None:
    """Return when a settled attempt was over; None for one that started nothing."""
    if attempt.sent_at is None or attempt.stage is Stage.NOT_STARTED:
        return None
    return attempt.ended_at or attempt.confirmed_at


def _reported_of(attempt: Attempt) -> tuple[str, str] | None:
    """Return the company and sync that an attempt's reported range belongs to; None while there is none."""
    if attempt.reported is None or attempt.sync is None or not attempt.sync.sync_id:
        return None
    return attempt.intent.company_id, attempt.sync.sync_id.lower()


def _held(holder: Attempt) -> str:
    who = holder.intent.who or "A colleague"
    started = f"{who} started a sync for this company at {holder.confirmed_at:%H:%M:%S} UTC"
    if holder.settled:
        return (
            f"{started}, and your page was loaded before it ended. Nothing was sent. Check that sync first."
        )
    return f"{started}; we don’t know its outcome yet. Nothing was sent. Check that sync first."
