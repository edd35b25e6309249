"""One attempt from the first look to the end of its sync, in a thread of its own.

Look, record, call once, record, follow. The call is never made twice: what its answer means stands in
`codat_client` (carried_out False, None, or a SyncSummary), and after an unclear answer we only look.
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
"""A line for the log of an attempt: what happened, its detail, Codat's code."""
CLOSED = "Nothing was sent: the dashboard was ended before anything was sent."


@dataclass(frozen=True)
class PollPolicy:
    """How often to ask and for how long, in seconds.

    The first question after `first`, each later one `growth` times later, at most `most`. While no page
    looks (none for `linger`) always `most`. A sync is followed for `follow`; after an unclear answer we look
    for something new during `unclear`; for the record of a sync whose answer was its end during `answered`.
    A sync that is over and known by its newness alone is taken for ours when nothing better has shown
    `doubt` later.
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
    """Who looks: each look of a page renews it. Also the way to wake the thread, and to end it.

    `lock` is held while it is ended, and by whoever must not begin something after that.
    """

    seconds: float
    wake: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    closed: bool = False
    last_look: float = field(default_factory=time.monotonic)

    def renew(self) -> bool:
        """Note that a page looks. Returns whether it is the first after a pause; that wakes the thread."""
        lapsed, self.last_look = not self.held, time.monotonic()
        if lapsed:
            self.wake.set()
        return lapsed

    @property
    def held(self) -> bool:
        """Whether a page has looked lately."""
        return time.monotonic() - self.last_look <= self.seconds

    def end(self) -> None:
        """End the thread at its next step."""
        with self.lock:
            self.closed = True
        self.wake.set()


class StartWorker:
    """Carries out one attempt. `carry_out` is the thread's whole life; `resume` looks on, and only looks.

    `stuck`: a sync that has been running for so long is in no start's way.
    """

    def __init__(
        self,
        client: CodatClient,
        records: StartRepository,
        attempt: Attempt,
        pace: PollPolicy,
        stuck: timedelta = VerdictLimits.stuck,
    ) -> None:
        self._client = client
        self._stuck = stuck
        self._records = records
        self._intent = attempt.intent
        self._pace = pace
        self._baseline: Baseline | None = None
        self._sight = Observation()
        self._reported: tuple[str | None, int | None] | None = None
        self._over_since: float | None = None  # on the clock of `time.monotonic`
        self.lease = StartWatch(pace.linger)

    def carry_out(self) -> None:
        """Look, call once, follow. Whatever goes wrong, the attempt says so and never stays half-said."""
        self._guarded(lambda: self._look_first() and self._send() and self._follow())

    def resume(self) -> None:
        """Look on after an unclear answer, because a page looks again."""
        self._guarded(self._follow)

    def refuse(self, sentence: str) -> None:
        """Say that nothing was sent: the work could not be begun at all."""
        self._not_started(sentence)

    def _guarded(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:
            log.exception("the thread of start %s broke", self._intent.id)
            self._broke()

    # look first

    def _look_first(self) -> bool:
        """Read what runs already. If that fails nothing is sent: new could not be told from old."""
        try:
            before = read_baseline(self._client, self._intent.company_id, utc_now(), self._stuck)
        except CodatError as error:
            return self._not_started(
                f"Nothing was sent. First we look at what runs already, and that failed: {error}", error
            )
        if sentence := _in_the_way(before, self._intent):
            return self._not_started(sentence)
        self._baseline = before
        self._note(before=before.latest)
        return True

    # the one call

    def _send(self) -> bool:
        """Record that we ask, ask once, record what came of it. Returns whether to follow."""
        with self.lease.lock:
            if self.lease.closed:
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
        values = {"stage": Stage.RUNNING, "summary": summary, "accepted_at": now, "asked_at": now}
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
        """Look until the attempt is settled, its time is up, or the thread is to end."""
        began, wait = time.monotonic(), self._pace.first
        while not self.lease.closed:
            attempt = self._look_again()
            if attempt.settled or self._time_is_up(attempt, time.monotonic() - began):
                break
            self.lease.wake.wait(wait if self.lease.held else self._pace.most)
            self.lease.wake.clear()
            wait = min(wait * self._pace.growth, self._pace.most)
        return True

    def _look_again(self) -> Attempt:
        try:
            sight = self._look()
        except CodatError as error:
            return self._note_if_open(trouble=str(error))
        return self._saw(sight)

    def _look(self) -> Observation:
        """Ask about the one sync where an id told us which it is, else about everything that is new."""
        known = self._sight
        if known.by_an_id or self._baseline is None:
            return look_at(self._client, self._intent.company_id, known)
        return look(self._client, self._baseline, self._now(), known)

    def _saw(self, sight: Observation) -> Attempt:
        """Record what a look showed; nothing but the time when it showed what was known."""
        before, self._sight = self._sight, sight
        ended = self._is_ended(before, sight)
        values: dict[str, object] = {"asked_at": utc_now(), "trouble": "", "others": sight.others}
        values |= {"new": sight.new, "sync": sight.sync, "evidence": sight.evidence}
        if sight.new:
            values["stage"] = Stage.ENDED if ended else Stage.RUNNING
        if ended:
            values["ended_at"] = utc_now()
        lines = self._found_lines(before, sight) + self._reported_lines(sight, ended=ended)
        return self._note_if_open(*lines, **values)

    def _is_ended(self, before: Observation, sight: Observation) -> bool:
        """Tell whether it is over for us: without an id, only when nothing better shows for a while."""
        now = time.monotonic()
        if not sight.over or self._over_since is None or before.keys != sight.keys:
            self._over_since = now if sight.over else None
        if self._over_since is None:
            return False
        return sight.by_an_id or now - self._over_since >= self._pace.doubt

    def _found_lines(self, before: Observation, sight: Observation) -> list[Line]:
        if not sight.new or (before.evidence, before.keys) == (sight.evidence, sight.keys):
            return []
        if sight.evidence is MatchBasis.SEVERAL:
            return [(StartEventType.FOUND_SEVERAL, str(len(sight.new)), None)]
        return [(StartEventType.FOUND, sight.evidence.value, None)]

    def _reported_lines(self, sight: Observation, *, ended: bool) -> list[Line]:
        """Tell a new code of the sync, or the end of it."""
        if sight.sync is None:
            return [(StartEventType.ENDED, "", None)] if ended else []
        code, text = sight.sync.sync_status_code, sight.sync.sync_status or ""
        if ended:
            return [(StartEventType.ENDED, text, code)]
        seen, self._reported = self._reported, (sight.sync.sync_id, code)
        return [(StartEventType.REPORTED, text, code)] if seen != self._reported else []

    # the ends that are no end of a sync

    def _time_is_up(self, attempt: Attempt, followed: float) -> bool:
        """Say that the time is up, where it is. Returns whether the thread ends; times in seconds."""
        if attempt.stage is Stage.UNCLEAR:
            self._perhaps_nothing(attempt)
            return followed >= (self._pace.follow if self.lease.held else self._pace.unclear)
        if attempt.answered_over and not attempt.new and followed >= self._pace.answered:
            self._note_if_open(stage=Stage.ENDED, ended_at=utc_now())
            return True
        if followed >= self._pace.follow:
            self._note_if_open(
                (StartEventType.OUT_OF_SIGHT, "", None), stage=Stage.OUT_OF_SIGHT, ended_at=utc_now()
            )
            return True
        return False

    def _perhaps_nothing(self, attempt: Attempt) -> None:
        """Let a person free the company once a look went well so long after the call and showed nothing."""
        seen, sent = attempt.asked_at, attempt.sent_at
        if attempt.may_release or seen is None or sent is None:
            return
        if (seen - sent).total_seconds() >= self._pace.unclear:
            self._note_if_open((StartEventType.STILL_UNKNOWN, "", None), may_release=True)

    def _broke(self) -> None:
        """After a fault of our own: before the call nothing was sent; after it the truth is not known."""
        fault = "This dashboard had an internal error; its log has the details."
        attempt = self._now()
        if attempt.sent_at is None:
            self._not_started(f"Nothing was sent. {fault}")
        elif attempt.stage in (Stage.SENDING, Stage.UNCLEAR):
            unclear = {"stage": Stage.UNCLEAR, "was_unclear": True, "fault": True, "may_release": True}
            self._note_if_open((StartEventType.FAULT, fault, None), **unclear)
        else:
            gone = {"stage": Stage.OUT_OF_SIGHT, "fault": True, "ended_at": utc_now()}
            self._note_if_open((StartEventType.FAULT, fault, None), **gone)

    def _now(self) -> Attempt:
        attempt = self._records.get(self._intent.id)
        if attempt is None:  # records never forget
            raise LookupError(self._intent.id)
        return attempt

    def _note(self, *lines: Line, **values: object) -> Attempt:
        return self._records.change(self._intent.id, *lines, **values)

    def _note_if_open(self, *lines: Line, **values: object) -> Attempt:
        """Note it unless the attempt is settled, as by a person who freed the company meanwhile."""
        return self._records.change_if(self._intent.id, _open, *lines, **values) or self._now()


def send(client: CodatClient, intent: Intent) -> SyncSummary:
    """Make the one call, with the intent's id as `Idempotency-Key`. Raises CodatError as the client does."""
    ask = intent.ask
    if ask.start is not None and ask.finish is not None:
        return client.sync.request_for_date_range(
            intent.company_id, ask.start, ask.finish, idempotency_key=intent.id
        )
    return client.sync.request(intent.company_id, ask.finish, idempotency_key=intent.id)


def _in_the_way(before: Baseline, intent: Intent) -> str:
    """Say which sync keeps this start from being sent; "" where none does.

    One that may be running, as its age is not known, does not where the person was asked about this very one.
    """
    if before.running is None:
        return ""
    if before.began is not None:
        return (
            "Nothing was sent. Codat says that a sync of this company is running, since "
            f"{before.began:%H:%M} UTC. Wait until it has ended, then look whether another one is needed."
        )
    if intent.beside == key_of(before.running):
        return ""
    return (
        "Nothing was sent. A sync of this company may be running; its start time isn’t known. "
        "Wait until it has ended, or start again and confirm that you want another one."
    )


def _open(attempt: Attempt) -> bool:
    return not attempt.settled
