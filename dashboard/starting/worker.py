"""Carry out one start: check, record, request once, record, follow.

Everything known is recorded, so the worker can end at any moment and another one continues, in any process.
The request is never repeated unless a person (or ASK_AGAIN) asks again with the same key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Any

from codat_client import CodatClient, CodatError, SyncSummary, bodies
from dashboard.insight.start.again import AskAgainLimits, asks_by_itself, listed_within
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage, StartEventType
from dashboard.insight.start.checks import may_be_running, refused_by
from dashboard.insight.start.intent import Intent
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.starting.late_answers import awaits_answer, is_on_record, may_be_accepted, only_request
from dashboard.starting.matching import (
    Baseline,
    Observation,
    look,
    look_at,
    read_baseline,
    started_here,
)
from dashboard.starting.progress import (
    PollPolicy,
    after_check,
    asked_again,
    known_of,
    wait_after,
    when_time_passes,
)
from dashboard.starting.recheck import Recheck
from dashboard.starting.repository import Changed, LeaseLost, Line, StartRepository
from dashboard.starting.restored import NOT_ON_RECORD
from dashboard.store.errors import StoreError, StoreNewer
from dashboard.store.lease import Lease

log = logging.getLogger(__name__)

CLOSED = "Nothing was sent: the dashboard was stopped first."
INTERNAL_ERROR = "This dashboard had an internal error; its log has the details."
STOPPED_BEFORE = "Nothing was sent: the dashboard stopped, or lost its database, before the request."
_NOTHING_FOUND: dict[str, Any] = {"basis": MatchBasis.NOTHING, "new": (), "sync": None}
STOPPED_WHILE = "The dashboard stopped, or lost its database, while it was sending the request."


@dataclass(frozen=True)
class StartRules:
    """Rules from the settings: when a sync is stuck or late, how often to check, when to ask again."""

    stuck: timedelta = VerdictLimits.stuck
    grace: timedelta = VerdictLimits.grace
    policy: PollPolicy = field(default_factory=PollPolicy)
    again: AskAgainLimits = field(default_factory=AskAgainLimits)


class StartWorker:
    """Carry out or follow the start `attempt_id`, as long as its lease is ours and `stop` isn't set.

    `client` returns the one with the API key of now.
    """

    def __init__(
        self,
        client: Callable[[], CodatClient],
        records: StartRepository,
        attempt_id: str,
        rules: StartRules,
        lease: Lease,
    ) -> None:
        self._client, self._records, self.id = client, records, attempt_id
        self._rules, self._lease, self._clock = rules, lease, records.clock
        self.stop = Event()
        self._compared = False  # with Codat, since the store may have been restored

    def carry_out(self) -> None:
        """Check, request once, follow."""
        self._guarded(lambda: self._check_first() and self._send() and self._follow())

    def ask_again(self) -> None:
        """Send the same request again, already recorded as being sent, and follow."""
        self._guarded(lambda: self._request() and self._follow())

    def take_over(self) -> None:
        """Continue where another process ended."""
        self._guarded(lambda: self._left_off() and self._follow())

    def _guarded(self, work: Callable[[], object]) -> None:
        """Do the work. Record an unexpected error; stop if the lease is lost: another process continues."""
        try:
            work()
        except LeaseLost:
            log.warning("start %s is followed by another process now", self.id)
        except StoreError as error:
            log.error("start %s can’t be recorded: %s", self.id, error)  # noqa: TRY400 - no traceback needed
        except Exception:
            log.exception("the worker of start %s broke", self.id)
            with suppress(LeaseLost, StoreError):
                self._broke()

    # check first

    def _check_first(self) -> bool:
        """Read what is running. If that fails, nothing is sent: a new sync couldn't be recognised."""
        intent, limits = self._now().intent, VerdictLimits(self._rules.stuck, self._rules.grace)
        recheck = Recheck.read(self._client(), self._records, limits, intent.company_id)
        ours, now = started_here(self._records.of_company(intent.company_id).attempts), self._clock.now()
        try:
            before = read_baseline(self._client(), intent.company_id, now, self._rules.stuck, ours)
        except CodatError as error:
            return self._not_started(f"Nothing was sent. The check for a running sync failed: {error}", error)
        if self.stop.is_set():
            return self._not_started(CLOSED)
        now = self._clock.now()
        if sentence := _blocked_by_running(before, intent) or recheck.refusal(intent, before, now):
            return self._not_started(sentence)
        self._records.save_listed(self.id, before.sync_ids)
        self._note(before=before.latest, nightly_from=before.nightly_from)
        return True

    # the request

    def _send(self) -> bool:
        """Record the request, send it, record its answer. Return whether to follow."""
        if self.stop.is_set():
            return self._not_started(CLOSED)
        now = self._clock.now()
        sending = {"stage": Stage.SENDING, "sent_at": now, "last_sent_at": now, "sent_count": 1}
        self._note((StartEventType.SENT, "", None), body=body_of(self._now().intent), **sending)
        return self._request()

    def _request(self) -> bool:
        """Send what is recorded as being sent, unless another process has taken the start over."""
        if not self._records.renew(self._lease):
            raise LeaseLost
        try:
            summary = send(self._client(), self._now().intent)
        except CodatError as error:
            return self._refused(error)
        return self._accepted(summary)

    def _accepted(self, summary: SyncSummary) -> bool:
        now, code = self._clock.now(), summary.sync_status_code
        values = {"stage": Stage.RUNNING, "summary": summary, "accepted_at": now, "checked_at": now}
        line = (StartEventType.ACCEPTED, "", code)
        attempt = self._answer(line, may_be_accepted, may_release=False, **values)
        if attempt.answered_over:
            self._note((StartEventType.ANSWERED_OVER, summary.sync_status or "", code))
        return not attempt.settled

    def _refused(self, error: CodatError) -> bool:
        """Record an answer that isn't a success. A refused repeat says nothing about the first request."""
        values = {"sentence": str(error), **_details(error)}
        if error.carried_out is False and self._nothing_began(error, values):
            return False
        unclear = {"stage": Stage.UNCLEAR, "was_unclear": True, **values}
        line = (StartEventType.UNCLEAR, str(error), None)
        if error.status is None:  # no answer came, which is only news while one is awaited
            return not self._insist(line, awaits_answer, **unclear).attempt.settled
        return not self._answer(line, awaits_answer, **unclear).settled

    def _nothing_began(self, error: CodatError, values: dict[str, Any]) -> bool:
        """Record that Codat refused the request, if it was the only one. Return whether it was."""
        line = (StartEventType.NOT_STARTED, str(error), None)
        ended = {"stage": Stage.NOT_STARTED, "ended_at": self._clock.now()}
        return self._insist(line, only_request, **values, **ended, **_NOTHING_FOUND).done

    def _answer(self, line: Line, test: Callable[[Attempt], bool], **values: Any) -> Attempt:
        """Record Codat's answer in any case: there won't be another.

        If a person has decided meanwhile, record it beside the decision.
        """
        changed = self._insist(line, test, **values)
        if changed.done:
            return changed.attempt
        return self._records.change(self.id, (StartEventType.LATE_ANSWER, line[1] or line[0].value, line[2]))

    def _insist(self, line: Line, test: Callable[[Attempt], bool], **values: Any) -> Changed:
        """Retry until it is recorded, or the worker has to stop: then another process looks.

        A failed try may have been stored all the same, if the connection dropped at its very end.
        """
        began = self._clock.now()
        while True:
            try:
                changed = self._records.change_if(
                    self.id, lambda now: test(now) and not is_on_record(now, line, began), line, **values
                )
                return Changed(changed.attempt, changed.done or is_on_record(changed.attempt, line, began))
            except StoreNewer:  # this version never will: another process looks
                raise
            except StoreError as error:
                log.error("start %s: its answer isn’t recorded yet: %s", self.id, error)  # noqa: TRY400 - as above
                if self._clock.wait(self.stop, self._rules.policy.first):
                    raise

    def _not_started(self, sentence: str, error: CodatError | None = None) -> bool:
        values = {
            "stage": Stage.NOT_STARTED,
            "sentence": sentence,
            **(_details(error) if error else {}),
            "ended_at": self._clock.now(),
        }
        self._note((StartEventType.NOT_STARTED, sentence, None), **values)
        return False

    # continue where another process ended

    def _left_off(self) -> bool:
        """Record what can be known about an abandoned start. Return whether to follow it."""
        attempt = self._now()
        if attempt.stage is Stage.LOOKING:
            restored = self._records.after_restore.needed(attempt.intent.company_id)
            return self._perhaps_sent(attempt) if restored else self._not_started(STOPPED_BEFORE)
        if attempt.stage is Stage.SENDING:
            values = {"stage": Stage.UNCLEAR, "sentence": STOPPED_WHILE, "was_unclear": True}
            self._note((StartEventType.UNCLEAR, STOPPED_WHILE, None), **values)
        return True

    def _perhaps_sent(self, attempt: Attempt) -> bool:
        """Record that it's unknown whether it was sent: the request may be newer than the restored record.

        Without the list from before the request no check can show it, so a person decides.
        """
        since = {"sent_at": attempt.confirmed_at, "last_sent_at": attempt.confirmed_at}
        decide = self._records.listed(self.id) is None
        values = {"stage": Stage.UNCLEAR, "was_unclear": True, "may_release": decide, **since}
        self._note((StartEventType.UNCLEAR, NOT_ON_RECORD, None), **values)
        return True

    # follow

    def _follow(self) -> bool:
        """Check until the start is settled, or the worker has to stop."""
        number = 0
        while not self.stop.is_set():
            attempt = self._check()
            if attempt.settled:
                break
            self._clock.wait(self.stop, wait_after(attempt, number, self._rules.policy))
            number += 1
        return True

    def _check(self) -> Attempt:
        attempt = self._now()
        if attempt.settled:
            return attempt
        try:
            seen = self._look(attempt)
        except CodatError as error:
            attempt = self._note_if_open(check_error=str(error))
        else:
            if seen is not None:
                wait = listed_within(self._slowest_listing()) if seen.over else timedelta()
                change = after_check(attempt, seen, self._clock.now(), self._rules.policy, wait)
                attempt = self._note_if_open(*change.lines, **change.values)
        patience = self._patience(attempt)
        if self._asks_by_itself(attempt, patience):
            return self._ask_by_itself(attempt)
        later = when_time_passes(attempt, self._clock.now(), self._rules.policy, patience)
        return self._note_if_open(*later.lines, **later.values) if later is not None else attempt

    def _patience(self, attempt: Attempt) -> timedelta:
        """Return how long nothing new must be seen; this only matters after an unclear answer."""
        unclear = attempt.stage is Stage.UNCLEAR
        return self._rules.again.patience(self._slowest_listing() if unclear else None)

    def _slowest_listing(self) -> timedelta | None:
        return self._records.measured.slowest_listing(self._rules.again.until)

    def _asks_by_itself(self, attempt: Attempt, patience: timedelta) -> bool:
        """Return whether to ask again automatically: never if a restore may hide its outcome."""
        asks = asks_by_itself(attempt, self._clock.now(), self._rules.again, patience)
        if not asks or self.stop.is_set():
            return False
        return not self._records.after_restore.since(attempt.confirmed_at)

    def _ask_by_itself(self, seen: Attempt) -> Attempt:
        """Send the request again with the same key, unless something has changed since we looked."""
        line = (StartEventType.ASKED_BY_ITSELF, "", None)
        changed = self._records.change_if(
            self.id,
            lambda now: now.version == seen.version,
            line,
            lease=self._lease,
            **asked_again(seen, self._clock.now()),
        )
        if changed.done:
            self._request()
        return self._now()

    def _look(self, attempt: Attempt) -> Observation | None:
        """Read the one sync if an id identified it, else everything that is new.

        None if the list from before the request isn't recorded: then nothing can count as new.
        """
        known, company_id = known_of(attempt), attempt.intent.company_id
        if known.by_an_id:
            seen = look_at(self._client(), company_id, known)
        elif (listed := self._records.listed(self.id)) is not None:
            seen = look(self._client(), listed, attempt, known)
        else:
            return None
        if not self._compared:
            self._records.after_restore.done(company_id)
            self._compared = True
        return seen

    # internal errors

    def _broke(self) -> None:
        """Record an internal error, and wait before another worker may try again.

        Before the request, nothing was sent. After it, the outcome is unknown, and what was seen decides what
        a person may do. They may decide without a check only if the error persists and nothing else can help.
        """
        attempt = self._now()
        if attempt.settled:
            return
        if attempt.sent_at is None:
            self._not_started(f"Nothing was sent. {INTERNAL_ERROR}")
            return
        values: dict[str, Any] = {"internal_error": True}
        if attempt.stage is Stage.SENDING:
            values |= {"stage": Stage.UNCLEAR, "was_unclear": True}
        if self._clock.now() - attempt.sent_at >= self._last_resort(attempt):
            values |= {"may_release": True}
        said = () if attempt.internal_error else ((StartEventType.INTERNAL_ERROR, INTERNAL_ERROR, None),)
        self._note_if_open(*said, **values)
        self._clock.wait(self.stop, self._rules.policy.most)

    def _last_resort(self, attempt: Attempt) -> timedelta:
        """Return how long after the request a person may decide although no check succeeded."""
        accepted = attempt.stage is Stage.RUNNING
        return timedelta(seconds=self._rules.policy.follow) if accepted else self._rules.again.until

    def _now(self) -> Attempt:
        if (attempt := self._records.get(self.id)) is None:  # starts are never deleted while they are open
            raise LookupError(self.id)
        return attempt

    def _note(self, *lines: Line, **values: Any) -> Attempt:
        return self._records.change(self.id, *lines, lease=self._lease, **values)

    def _note_if_open(self, *lines: Line, **values: Any) -> Attempt:
        """Record it unless the attempt is settled, for example by a person who unlocked the company."""
        return self._records.change_if(
            self.id, lambda now: not now.settled, *lines, lease=self._lease, **values
        ).attempt


def _details(error: CodatError) -> dict[str, Any]:
    return {"error_status": error.status, "correlation_id": error.correlation_id or ""}


def body_of(intent: Intent) -> str | None:
    """Return the body that `send` sends; None without one."""
    ask = intent.requested
    body = bodies.latest(ask.finish)
    if ask.start is not None and ask.finish is not None:
        body = bodies.date_range(ask.start, ask.finish)
    return bodies.as_sent(body).decode() if body is not None else None


def send(client: CodatClient, intent: Intent) -> SyncSummary:
    """Send the request, with the intent's id as `Idempotency-Key`. Raises CodatError."""
    ask = intent.requested
    if ask.start is not None and ask.finish is not None:
        return client.sync.request_for_date_range(
            intent.company_id, ask.start, ask.finish, idempotency_key=intent.id
        )
    return client.sync.request(intent.company_id, ask.finish, idempotency_key=intent.id)


def _blocked_by_running(before: Baseline, intent: Intent) -> str:
    """Return which running sync blocks this start, as a sentence; "" if none does.

    A sync of unknown age doesn't where the person was asked about this very one.
    """
    if before.running is None:
        return ""
    if before.began is not None:
        return (
            "Nothing was sent. A sync of this company has been running since "
            f"{before.began:%H:%M} UTC. Wait until it ends, then check whether you need another."
        )
    if refused_by([may_be_running(before.running.sync_id)], intent.answers) is None:
        return ""
    return (
        "Nothing was sent. A sync of this company may be running; its start time is unknown. "
        "Wait until it ends, or start again and confirm that you want another."
    )
