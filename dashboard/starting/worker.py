"""Carry out one attempt in a thread of its own: check, record, request once, record, follow.

The request is never sent twice. `codat_client` says what its answer means (carried_out False, None, or a
SyncSummary); after an unclear answer the worker only reads.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Lock

from codat_client import CodatClient, CodatError, SyncSummary
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage, StartEventType
from dashboard.insight.start.intent import Intent
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.starting.matching import Baseline, Observation, key_of, look, look_at, read_baseline
from dashboard.starting.repository import StartRepository, utc_now

log = logging.getLogger(__name__)

Line = tuple[StartEventType, str, int | None]
"""An entry for the log of an attempt: what happened, its detail, Codat's code."""
CLOSED = "Nothing was sent: the dashboard was stopped first."


@dataclass(frozen=True)
class PollPolicy:
    """How often to poll and for how long, in seconds.

    The first poll comes after `first`; each wait is `growth` times the one before, at most `most`. With no
    page open (for `linger`) it is always `most`. A sync is followed for `follow`. After an unclear answer
    we look for a new sync for `unclear`; after a final answer for its record for `answered`. An ended sync
    that is only the newest is taken for ours when no better match appears within `doubt`.
    """

    first: float = 1.5
    growth: float = 1.15
    most: float = 15.0
    linger: float = 75.0
    follow: float = 7200.0
    unclear: float = 600.0
    answered: float = 30.0
    doubt: float = 60.0


@dataclass
class StartWatch:
    """Whether a page is watching; also wakes the thread and ends it.

    `lock` is held while it ends, and by code that must not begin anything after that.
    """

    seconds: float
    wake: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    closed: bool = False
    last_look: float = field(default_factory=time.monotonic)

    def renew(self) -> bool:
        """Note that a page is watching. Return whether it is the first after a pause: that wakes it."""
        lapsed, self.last_look = not self.held, time.monotonic()
        if lapsed:
            self.wake.set()
        return lapsed

    @property
    def held(self) -> bool:
        """Whether a page has watched recently."""
        return time.monotonic() - self.last_look <= self.seconds

    def end(self) -> None:
        """End the thread at its next step."""
        with self.lock:
            self.closed = True
        self.wake.set()


class StartWorker:
    """Carry out one attempt. `carry_out` is the thread's whole run; `resume` only goes on reading.

    `stuck`: a sync that has been running for that long does not block a start.
    """

    def __init__(
        self,
        client: CodatClient,
        records: StartRepository,
        attempt: Attempt,
        policy: PollPolicy,
        stuck: timedelta = VerdictLimits.stuck,
    ) -> None:
        self._client = client
        self._stuck = stuck
        self._records = records
        self._intent = attempt.intent
        self._policy = policy
        self._baseline: Baseline | None = None
        self._observation = Observation()
        self._reported: tuple[str | None, int | None] | None = None
        self._over_since: float | None = None  # on the clock of `time.monotonic`
        self.watch = StartWatch(policy.linger)

    def carry_out(self) -> None:
        """Check, request once, follow. Whatever goes wrong is recorded in the attempt."""
        self._guarded(lambda: self._check_first() and self._send() and self._follow())

    def resume(self) -> None:
        """Go on reading after an unclear answer, because a page is open again."""
        self._guarded(self._follow)

    def refuse(self, sentence: str) -> None:
        """Record that nothing was sent: the work could not begin."""
        self._not_started(sentence)

    def _guarded(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:
            log.exception("the thread of start %s broke", self._intent.id)
            self._broke()

    # check first

    def _check_first(self) -> bool:
        """Read what is running. If that fails nothing is sent: a new sync could not be recognised."""
        try:
            before = read_baseline(self._client, self._intent.company_id, utc_now(), self._stuck)
        except CodatError as error:
            return self._not_started(f"Nothing was sent. The check for a running sync failed: {error}", error)
        if sentence := _blocked_by_running(before, self._intent):
            return self._not_started(sentence)
        self._baseline = before
        self._note(before=before.latest)
        return True

    # the one request

    def _send(self) -> bool:
        """Record the request, send it once, record its answer. Return whether to follow."""
        with self.watch.lock:
            if self.watch.closed:
                return self._not_started(CLOSED)
            self._note((StartEventType.SENT, "", None), stage=Stage.SENDING, sent_at=utc_now())
        try:
            summary = send(self._client, self._intent)
        except CodatError as error:
            if error.carried_out is False:
                return self._not_started(str(error), error)
            return self._unclear(str(error), error)
        return self._accepted(summary)

    def _accepted(self, summary: SyncSummary) -> bool:
        now = utc_now()
        values = {"stage": Stage.RUNNING, "summary": summary, "accepted_at": now, "checked_at": now}
        attempt = self._note((StartEventType.ACCEPTED, "", summary.sync_status_code), **values)
        if attempt.answered_over:
            self._note((StartEventType.ANSWERED_OVER, summary.sync_status or "", summary.sync_status_code))
        return True

    def _unclear(self, sentence: str, error: CodatError | None) -> bool:
        values = {"stage": Stage.UNCLEAR, "sentence": sentence, "error": error, "was_unclear": True}
        self._note((StartEventType.UNCLEAR, sentence, None), **values)
        return True

    def _not_started(self, sentence: str, error: CodatError | None = None) -> bool:
        values = {"stage": Stage.NOT_STARTED, "sentence": sentence, "error": error, "ended_at": utc_now()}
        self._note((StartEventType.NOT_STARTED, sentence, None), **values)
        return False

    # follow

    def _follow(self) -> bool:
        """Poll until the attempt is settled, its time is up, or the thread is to end."""
        began, wait = time.monotonic(), self._policy.first
        while not self.watch.closed:
            attempt = self._look_again()
            if attempt.settled or self._time_is_up(attempt, time.monotonic() - began):
                break
            self.watch.wake.wait(wait if self.watch.held else self._policy.most)
            self.watch.wake.clear()
            wait = min(wait * self._policy.growth, self._policy.most)
        return True

    def _look_again(self) -> Attempt:
        try:
            observation = self._look()
        except CodatError as error:
            return self._note_if_open(check_error=str(error))
        return self._saw(observation)

    def _look(self) -> Observation:
        """Read the one sync where an id identified it, else everything that is new."""
        known = self._observation
        if known.by_an_id or self._baseline is None:
            return look_at(self._client, self._intent.company_id, known)
        return look(self._client, self._baseline, self._now(), known)

    def _saw(self, observation: Observation) -> Attempt:
        """Record an observation."""
        before, self._observation = self._observation, observation
        ended = self._is_ended(before, observation)
        values: dict[str, object] = {"checked_at": utc_now(), "check_error": "", "others": observation.others}
        values |= {"new": observation.new, "sync": observation.sync, "basis": observation.basis}
        if observation.new:
            values["stage"] = Stage.ENDED if ended else Stage.RUNNING
        if ended:
            values["ended_at"] = utc_now()
        lines = self._found_lines(before, observation) + self._reported_lines(observation, ended=ended)
        return self._note_if_open(*lines, **values)

    def _is_ended(self, before: Observation, observation: Observation) -> bool:
        """Return whether the sync is over: without an id, only when no better match appears for a while."""
        now = time.monotonic()
        if not observation.over or self._over_since is None or before.keys != observation.keys:
            self._over_since = now if observation.over else None
        if self._over_since is None:
            return False
        return observation.by_an_id or now - self._over_since >= self._policy.doubt

    def _found_lines(self, before: Observation, observation: Observation) -> list[Line]:
        if not observation.new or (before.basis, before.keys) == (observation.basis, observation.keys):
            return []
        if observation.basis is MatchBasis.SEVERAL:
            return [(StartEventType.FOUND_SEVERAL, str(len(observation.new)), None)]
        return [(StartEventType.FOUND, observation.basis.value, None)]

    def _reported_lines(self, observation: Observation, *, ended: bool) -> list[Line]:
        """Return the entries for a new code of the sync, or for its end."""
        if observation.sync is None:
            return [(StartEventType.ENDED, "", None)] if ended else []
        code, text = observation.sync.sync_status_code, observation.sync.sync_status or ""
        if ended:
            return [(StartEventType.ENDED, text, code)]
        seen, self._reported = self._reported, (observation.sync.sync_id, code)
        return [(StartEventType.REPORTED, text, code)] if seen != self._reported else []

    # when the time is up, or something broke

    def _time_is_up(self, attempt: Attempt, followed: float) -> bool:
        """Record that the time is up, where it is. Return whether the thread ends; times in seconds."""
        if attempt.stage is Stage.UNCLEAR:
            self._perhaps_nothing(attempt)
            return followed >= (self._policy.follow if self.watch.held else self._policy.unclear)
        if attempt.answered_over and not attempt.new and followed >= self._policy.answered:
            self._note_if_open(stage=Stage.ENDED, ended_at=utc_now())
            return True
        if followed >= self._policy.follow:
            self._note_if_open(
                (StartEventType.OUT_OF_SIGHT, "", None), stage=Stage.OUT_OF_SIGHT, ended_at=utc_now()
            )
            return True
        return False

    def _perhaps_nothing(self, attempt: Attempt) -> None:
        """Let a person unlock the company once a late enough check succeeded and showed no new sync."""
        seen, sent = attempt.checked_at, attempt.sent_at
        if attempt.may_release or seen is None or sent is None:
            return
        if (seen - sent).total_seconds() >= self._policy.unclear:
            self._note_if_open((StartEventType.STILL_UNKNOWN, "", None), may_release=True)

    def _broke(self) -> None:
        """Record an internal error: before the request nothing was sent; after it nobody knows."""
        error = "This dashboard had an internal error; its log has the details."
        attempt = self._now()
        if attempt.sent_at is None:
            self._not_started(f"Nothing was sent. {error}")
        elif attempt.stage in (Stage.SENDING, Stage.UNCLEAR):
            unclear = {
                "stage": Stage.UNCLEAR,
                "was_unclear": True,
                "internal_error": True,
                "may_release": True,
            }
            self._note_if_open((StartEventType.INTERNAL_ERROR, error, None), **unclear)
        else:
            gone = {"stage": Stage.OUT_OF_SIGHT, "internal_error": True, "ended_at": utc_now()}
            self._note_if_open((StartEventType.INTERNAL_ERROR, error, None), **gone)

    def _now(self) -> Attempt:
        attempt = self._records.get(self._intent.id)
        if attempt is None:  # the repository keeps every attempt
            raise LookupError(self._intent.id)
        return attempt

    def _note(self, *lines: Line, **values: object) -> Attempt:
        return self._records.change(self._intent.id, *lines, **values)

    def _note_if_open(self, *lines: Line, **values: object) -> Attempt:
        """Record it unless the attempt is settled, as by a person who unlocked the company."""
        return self._records.change_if(self._intent.id, _open, *lines, **values) or self._now()


def send(client: CodatClient, intent: Intent) -> SyncSummary:
    """Send the one request, with the intent's id as `Idempotency-Key`. Raises CodatError."""
    ask = intent.requested
    if ask.start is not None and ask.finish is not None:
        return client.sync.request_for_date_range(
            intent.company_id, ask.start, ask.finish, idempotency_key=intent.id
        )
    return client.sync.request(intent.company_id, ask.finish, idempotency_key=intent.id)


def _blocked_by_running(before: Baseline, intent: Intent) -> str:
    """Return which running sync blocks this start, as a sentence; "" where none does.

    A sync of unknown age doesn't where the person confirmed a start beside this very one.
    """
    if before.running is None:
        return ""
    if before.began is not None:
        return (
            "Nothing was sent. A sync of this company has been running since "
            f"{before.began:%H:%M} UTC. Wait until it ends, then check whether you need another."
        )
    if intent.beside == key_of(before.running):
        return ""
    return (
        "Nothing was sent. A sync of this company may be running; its start time is unknown. "
        "Wait until it ends, or start again and confirm that you want another."
    )


def _open(attempt: Attempt) -> bool:
    return not attempt.settled
