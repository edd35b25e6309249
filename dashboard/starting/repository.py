"""The record of all starts of this process: intents, locks, outcomes, told ranges. Lost at a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage, StartEvent, StartEventType, ToldRange
from dashboard.insight.start.intent import Intent
from dashboard.starting.claims import Claims, Company

log = logging.getLogger(__name__)
_BY_AN_ID = frozenset({MatchBasis.SAME_ID, MatchBasis.PAIRED})


def utc_now() -> datetime:
    """Tell the time, aware, in UTC."""
    return datetime.now(UTC)


class StartRepository:
    """Attempts by id, and which of them holds each company. Every method is safe to call from any thread.

    Attempts are never forgotten while the process lives: an old tab must not be able to start a sync again.
    `claims`: what all keys of the process hold at Codat's address `site`.
    """

    def __init__(self, claims: Claims | None = None, site: str = "") -> None:
        self._lock = Lock()
        self._claims, self._site = claims or Claims(), site
        self._attempts: dict[str, Attempt] = {}
        self._newest: dict[str, str] = {}  # company id -> id of the attempt that holds it, or held it last
        self._told: dict[tuple[str, str], str] = {}  # company and sync -> id of the attempt that was told

    def claim(self, intent: Intent, refusal: str | None) -> tuple[Attempt, bool]:
        """Record the intent and take the company's lock. Returns the attempt, and whether to carry it out.

        False: the id is known already, `refusal` says why not, or another attempt holds the company, under
        this key or another one.
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
        """Find an attempt; None when this process knows none by that id."""
        with self._lock:
            return self._attempts.get(attempt_id.lower())

    def holder(self, company_id: str) -> Attempt | None:
        """Find the attempt that holds the company: nobody else can start a sync until it is settled."""
        with self._lock:
            return self._holder(company_id.lower())

    def change(
        self, attempt_id: str, *lines: tuple[StartEventType, str, int | None], **values: Any
    ) -> Attempt:
        """Replace an attempt's snapshot by one with these values and further lines of log."""
        with self._lock:
            return self._change(attempt_id, lines, values)

    def change_if(
        self,
        attempt_id: str,
        test: Callable[[Attempt], bool],
        *lines: tuple[StartEventType, str, int | None],
        **values: Any,
    ) -> Attempt | None:
        """Do the same only where the attempt passes the test, in one step; None when it is not known."""
        with self._lock:
            known = self._attempts.get(attempt_id.lower())
            return self._change(known.id, lines, values) if known is not None and test(known) else known

    def told_range(self, company_id: str, sync_id: str) -> ToldRange | None:
        """Find the range that Codat told when this sync was started from here."""
        with self._lock:
            attempt = self._attempts.get(self._told.get((company_id.lower(), sync_id.lower()), ""))
            return attempt.told if attempt is not None else None

    def started(self, company_id: str) -> dict[str, Attempt]:
        """Give the attempts of a company whose sync an id tells, by the sync's id in lower case.

        Not those whose sync is only probably theirs, as nothing else was new. A range need not be told.
        """
        with self._lock:
            return {
                attempt.sync.sync_id.lower(): attempt
                for attempt in self._attempts.values()
                if attempt.intent.company_id == company_id.lower()
                and attempt.evidence in _BY_AN_ID
                and attempt.sync is not None
                and attempt.sync.sync_id
            }

    def held_by_another_key(self, company_id: str) -> bool:
        """Return whether a start under another key holds the company."""
        return self._claims.held_by_another((self._site, company_id.lower()), self)

    def close(self) -> None:
        """Hold no company any more for the other keys: what was followed is followed no more."""
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
        self._keep_told(old, new)
        if new.settled and not old.settled:
            self._claims.free(self._company(new.intent), self, _over_at(new))
        self._log(new, len(added))
        return new

    def _company(self, intent: Intent) -> Company:
        return self._site, intent.company_id

    def _begin(self, intent: Intent, refusal: str | None) -> Attempt:
        """Make the attempt: one that looks, its company held, or one that is refused and says why."""
        now = utc_now()
        confirmed = StartEvent(now, StartEventType.CONFIRMED, intent.who)
        holder = self._in_the_way(intent) if refusal is None else None
        sentence = refusal or (_held(holder) if holder else "")
        sentence = sentence or self._claims.take(self._company(intent), self, intent.seen_at)
        if not sentence:
            return Attempt(intent, Stage.LOOKING, now, (confirmed,))
        lines, by = (
            (confirmed, StartEvent(now, StartEventType.REFUSED, sentence)),
            holder.id if holder else "",
        )
        return Attempt(intent, Stage.NOT_STARTED, now, lines, sentence=sentence, blocked_by=by, ended_at=now)

    def _keep_told(self, old: Attempt, new: Attempt) -> None:
        """Keep the told range under the sync it belongs to now; the match may have changed."""
        before, after = _told_of(old), _told_of(new)
        if before is not None and before != after and self._told.get(before) == new.id:
            del self._told[before]
        if after is not None:
            self._told[after] = new.id

    def _holder(self, company_id: str) -> Attempt | None:
        attempt = self._attempts.get(self._newest.get(company_id, ""))
        return attempt if attempt is not None and not attempt.settled else None

    def _in_the_way(self, intent: Intent) -> Attempt | None:
        """Find the start that holds the company, or one settled since what this person saw was read.

        One that came to nothing is in nobody's way.
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
                "start %s company %s by %s (%s): %s %r", *ids, who, attempt.intent.ask, line.step, line.detail
            )


def _over_at(attempt: Attempt) -> datetime | None:
    """Tell when a settled attempt was over; None for one that came to nothing."""
    if attempt.sent_at is None or attempt.stage is Stage.NOT_STARTED:
        return None
    return attempt.ended_at or attempt.confirmed_at


def _told_of(attempt: Attempt) -> tuple[str, str] | None:
    """Name the sync to which an attempt's told range belongs; None while there is no such thing."""
    if attempt.told is None or attempt.sync is None or not attempt.sync.sync_id:
        return None
    return attempt.intent.company_id, attempt.sync.sync_id.lower()


def _held(holder: Attempt) -> str:
    who = holder.intent.who or "A colleague"
    unseen = "and what your page showed was read before that one was settled"
    state = unseen if holder.settled else "and that start is not settled yet"
    return (
        f"{who} started a sync for this company at {holder.confirmed_at:%H:%M:%S} UTC, {state}. "
        "Nothing was sent. Look at that one first."
    )
