"""The status of a start in words: headline, reason, what Codat answered, the text for a ticket.

Plain text unless a name says html. It contains Codat's own words unchanged; `views.components` escapes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from codat_client import CompanySyncStatus, SyncSummary
from dashboard.foreign_text import html
from dashboard.insight.outcome import Outcome, is_over, outcome_of
from dashboard.insight.start.attempt import UNDECIDED, Attempt, MatchBasis, Stage
from dashboard.views import components, skipped_words, theme, times, words
from dashboard.views.components import Answer
from dashboard.views.start import plan
from dashboard.views.start.context import StartContext
from dashboard.views.start.event_log import what

LEAVE = "You can leave this page; the sync continues."
HELD = "No one can start another sync for this company until this one is settled."


RISK_OF_ANOTHER = (
    "If that sync did start, another one may cover the same sales. Check the Codat Portal first."
)


def looked(attempt: Attempt) -> str:
    """Return what a person confirms before another start is allowed."""
    if attempt.accepted_at is not None or attempt.sync is not None:
        return "I checked the Codat Portal: this sync has ended"
    if attempt.new:
        return "I checked the Codat Portal: every sync since the request has ended"
    return "I checked the Codat Portal: no sync started for this company at that time"


def risk_of_asking_again(attempt: Attempt) -> str:
    """Say what asking again with the same key does, and what may go wrong."""
    usual = "Codat’s documentation says it repeats its first answer for this key, so no second sync starts."
    if attempt.intent.requested.start is not None:
        usual = (
            "Codat repeats its answer for other requests; we don’t know whether it does for a range of days."
        )
    return f"{usual} If Codat ignores the key, a second sync may start for the same sales."


def answer(attempt: Attempt, context: StartContext) -> Answer:
    """Return the status of a start, and after its end who does what next."""
    return _BY_STAGE[attempt.stage](attempt, context)


def _looking(_attempt: Attempt, _context: StartContext) -> Answer:
    return Answer(Outcome.RUNNING, "Checking for a running sync", "Nothing has been sent yet.")


def _sending(_attempt: Attempt, _context: StartContext) -> Answer:
    reason = "The request is being sent and can’t be stopped now. You can leave this page."
    return Answer(Outcome.RUNNING, "Asking Codat to start the sync", reason)


def _running(attempt: Attempt, context: StartContext) -> Answer:
    return _no_end_seen(attempt, context) if attempt.may_release else _followed(attempt, context)


def _followed(attempt: Attempt, context: StartContext) -> Answer:
    if attempt.basis is MatchBasis.SEVERAL:
        headline = f"{len(attempt.new)} new syncs since the request"
        return Answer(Outcome.RUNNING, headline, _which(attempt) + LEAVE)
    if is_over(outcome_of(attempt.sync)):
        return _over_in_doubt(attempt)
    if attempt.was_unclear and attempt.accepted_at is None:
        reason = f"Codat’s answer got lost, but a new sync appeared; it’s probably this one. {LEAVE}"
        return Answer(Outcome.RUNNING, "The sync has probably started", reason)
    covers = f"It covers sales {context.range(attempt)}. " if context.range(attempt) else ""
    covers += _pace(attempt, context)
    if not attempt.new:
        return _not_shown(attempt, context, covers)
    ran = times.lasted((context.now - context.since(attempt)).total_seconds())
    if attempt.basis is MatchBasis.ONLY_NEW:
        reason = f"{covers}A new sync is running; it’s the only new one, so it’s probably this one. {LEAVE}"
        return Answer(Outcome.RUNNING, f"Codat accepted the sync {ran} ago", reason)
    return Answer(Outcome.RUNNING, f"The sync has been running for {ran}", covers + LEAVE)


def _pace(attempt: Attempt, context: StartContext) -> str:
    """Say how long the merchant's syncs usually take, and if this one is slower; "" if unknown."""
    usual = context.usual
    if usual is None:
        return ""
    if usual.is_slow(context.now - context.since(attempt)):
        longest = times.lasted(usual.longest.total_seconds())
        return f"It’s slower than usual: the last {usual.runs} took up to {longest}. "
    return f"It usually takes about {times.lasted(usual.middle.total_seconds())}. "


def _not_shown(attempt: Attempt, context: StartContext, covers: str) -> Answer:
    if attempt.answered_over and attempt.summary is not None:
        return _over_at_once(attempt.summary, context)
    reason = f"{covers}It isn’t in Codat’s list yet; we check every few seconds.{_others(attempt)} {LEAVE}"
    return Answer(Outcome.RUNNING, "Codat accepted the sync", reason)


def _over_at_once(summary: SyncSummary, context: StartContext) -> Answer:
    """Say that Codat's answer was final, while we check whether the sync appears in the list."""
    shows = "We’re checking whether it appears in Codat’s list."
    outcome = outcome_of(summary)
    if outcome is not Outcome.FAILED:
        return Answer(outcome, f"Codat reports that it ended: {_code(summary)}", shows)
    why = context.why(summary)
    return Answer(outcome, _refused(summary), f"{why.reason} {shows}", why.said, why.steps)


def _refused(record: CompanySyncStatus | SyncSummary) -> str:
    return f"Codat rejected it right away: {_code(record)}"


def _code(record: CompanySyncStatus | SyncSummary) -> str:
    return words.code_label(record.sync_status_code)


def _over_in_doubt(attempt: Attempt) -> Answer:
    """Say that the sync that is probably ours has ended, while we wait for a better match."""
    code = words.code_label(attempt.sync.sync_status_code) if attempt.sync is not None else ""
    reason = f"Codat reports: {code}. No id confirms that it’s this one, so we’re checking a little longer."
    return Answer(Outcome.RUNNING, "A new sync has ended, probably this one", reason)


def _others(attempt: Attempt) -> str:
    if not attempt.others:
        return ""
    return " Another new sync appeared; its id shows it isn’t this one."


def _unclear(attempt: Attempt, _context: StartContext) -> Answer:
    headline = "We don’t know whether the sync started"
    return Answer(theme.UNSETTLED, headline, f"{_why_unclear(attempt)} {HELD}", attempt.sentence)


def _why_unclear(attempt: Attempt) -> str:
    """Say why the outcome is unknown, and what happens or needs doing next."""
    lost = "We asked Codat to start this sync, but its answer got lost."
    if not attempt.sent_count:
        return f"{_RESTORED} {_CHECK_IN_PORTAL if attempt.may_release else _WE_KEEP_CHECKING}"
    if attempt.internal_error and not attempt.new:
        broke = "We asked Codat to start it; then this dashboard had an internal error."
        return f"{broke} {_CHECK_IN_PORTAL if attempt.may_release else _WE_KEEP_CHECKING}"
    if attempt.basis in UNDECIDED:
        return (
            f"{lost} {_undecided(attempt)} {_CHECK_IN_PORTAL if attempt.may_release else _WE_KEEP_CHECKING}"
        )
    if attempt.may_release:
        return f"{_nothing_new(attempt)}. {_unchecked(attempt)}{_CHECK_IN_PORTAL}"
    if attempt.check_error:
        return f"{lost} {_unchecked(attempt)}{_WE_KEEP_CHECKING}"
    return f"{lost} We’re finding out whether it started."


def _undecided(attempt: Attempt) -> str:
    if attempt.basis is MatchBasis.NIGHTLY_OR_OURS:
        return "A new sync appeared, but a scheduled one was due as well, so it may not be ours."
    return f"{len(attempt.new)} new syncs appeared, and no id shows which is ours."


_WE_KEEP_CHECKING = "We keep checking."
_RESTORED = "The database was restored from a backup that doesn’t show whether this start was sent."
_CHECK_IN_PORTAL = "Check the Codat Portal, then say below what you found."


def _nothing_new(attempt: Attempt) -> str:
    """Say for how long nothing new has appeared: up to the last check that Codat answered."""
    seen, sent = attempt.checked_at, attempt.sent_at
    if seen is None or sent is None:  # unknown for how long
        return "No new sync appeared"
    return f"No new sync appeared in the {times.lasted((seen - sent).total_seconds())} after the request"


def _unchecked(attempt: Attempt) -> str:
    return f"The last check failed: {attempt.check_error.rstrip('. ')}. " if attempt.check_error else ""


def _not_started(attempt: Attempt, _context: StartContext) -> Answer:
    return Answer(theme.LATE, "The sync was not started", attempt.sentence)


def _ended(attempt: Attempt, context: StartContext) -> Answer:
    if attempt.basis in UNDECIDED:
        return _ended_undecided(attempt)
    shown = _over(attempt, context)
    return replace(shown, reason=f"{shown.reason}{_missing(attempt, context)}".strip())


def _missing(attempt: Attempt, context: StartContext) -> str:
    """Say how many days of sales were missing when it was confirmed, and how many are now."""
    before, now = attempt.intent.missing_days, context.missing_now
    known = before is not None and now is not None and (before or now)
    return f" Days missing: {before} → {now}." if known else ""


def _over(attempt: Attempt, context: StartContext) -> Answer:
    outcome = attempt.outcome or Outcome.UNKNOWN
    after = (
        f" after {times.lasted(((attempt.ended_at or context.now) - context.since(attempt)).total_seconds())}"
    )
    if outcome is Outcome.FAILED:
        return _failed(attempt, context, after)
    if outcome is Outcome.SKIPPED:
        return _skipped(attempt, context, after)
    if outcome is Outcome.NOTHING_TO_WRITE:
        reason = f"Codat found no sales to write{_covering(attempt, context)}."
        return Answer(outcome, f"The sync ended{after}, with nothing to write", reason + _doubt(attempt))
    reason = f"Codat wrote the sales{_covering(attempt, context)} into {context.books}."
    return Answer(outcome, f"The sync succeeded{after}", reason + _doubt(attempt))


def _ended_undecided(attempt: Attempt) -> Answer:
    if attempt.basis is MatchBasis.NIGHTLY_OR_OURS:
        reason = "A scheduled sync was due as well, and no id shows which of the two this is."
        return Answer(Outcome.UNKNOWN, "A new sync has ended, perhaps this one", reason)
    headline = f"{len(attempt.new)} new syncs since the request, all ended"
    return Answer(Outcome.UNKNOWN, headline, _which(attempt))


def _failed(attempt: Attempt, context: StartContext, after: str) -> Answer:
    record = _result(attempt)
    if record is None:  # an ended attempt has one
        return Answer(Outcome.FAILED, f"The sync failed{after}", "")
    again = outcome_of(attempt.before) is Outcome.FAILED
    same = again and attempt.before is not None and _same_cause(record, attempt.before)
    why = context.why(record)
    headline = f"The sync failed{' again' if again else ''}{after}"
    if attempt.answered_over and outcome_of(attempt.summary) is Outcome.FAILED:
        headline = _refused(record)
    headline += ", for the same reason" if same else ""
    reason = f"{why.reason} {_written(record, context)}{_doubt(attempt)}"
    return Answer(words.status_of(record), headline, reason, why.said, why.steps)


def _skipped(attempt: Attempt, context: StartContext, after: str) -> Answer:
    """Say that Codat skipped it as a duplicate, and whether that leaves sales missing."""
    record, reported, headline = _result(attempt), context.range(attempt), f"{skipped_words.SKIPPED}{after}"
    if record is None:  # an ended attempt has one
        return Answer(Outcome.SKIPPED, headline, "")
    covers, why_skipped = f"It was meant to cover sales {reported}. " if reported else "", context.why(record)
    reason = f"{covers}{_written(record, context)} {why_skipped.reason}{_doubt(attempt)}"
    return Answer(Outcome.SKIPPED, headline, reason, why_skipped.said, why_skipped.steps)


def _written(record: CompanySyncStatus | SyncSummary, context: StartContext) -> str:
    if record.data_pushed is None:
        return f"Codat doesn’t report whether it wrote into {context.books}."
    if record.data_pushed:
        return f"It wrote some data into {context.books}; check what arrived."
    return f"Nothing was written into {context.books}."


def _no_end_seen(attempt: Attempt, context: StartContext) -> Answer:
    """Say that a sync that started has not been seen to end."""
    last = f"last checked {times.near(attempt.checked_at, context.shown_zone, context.now)}"
    if attempt.internal_error:
        why = f"This dashboard had an internal error while it followed the sync; {last}."
    else:
        followed = times.lasted((context.now - context.since(attempt)).total_seconds())
        why = f"We followed it for {followed} without seeing it end; {last}. {_unchecked(attempt)}".rstrip()
    reason = f"{why} We check every few minutes. {HELD}"
    return Answer(theme.UNSETTLED, "We don’t know how the sync ended", reason)


def _released(attempt: Attempt, _context: StartContext) -> Answer:
    reason = "Another start is allowed now. If a sync from that time appears, it may be this one."
    started = attempt.accepted_at is not None
    headline = f"We never found out {'how the sync ended' if started else 'whether the sync started'}"
    return Answer(Outcome.UNKNOWN, headline, reason)


_BY_STAGE: dict[Stage, Callable[[Attempt, StartContext], Answer]] = {
    Stage.LOOKING: _looking,
    Stage.SENDING: _sending,
    Stage.RUNNING: _running,
    Stage.UNCLEAR: _unclear,
    Stage.NOT_STARTED: _not_started,
    Stage.ENDED: _ended,
    Stage.RELEASED: _released,
}


def _which(attempt: Attempt) -> str:
    return f"None has an id we know, so we can’t tell which is ours. All {len(attempt.new)} are below. "


def _covering(attempt: Attempt, context: StartContext) -> str:
    reported = context.range(attempt)
    return f" {reported}" if reported else ""


def _doubt(attempt: Attempt) -> str:
    """Say that it is probably this sync if that is only known from its being the only new one."""
    return " It’s probably this sync: it’s the only new one." if attempt.basis is MatchBasis.ONLY_NEW else ""


def _result(attempt: Attempt) -> CompanySyncStatus | SyncSummary | None:
    return attempt.sync or attempt.summary


def _same_cause(one: CompanySyncStatus | SyncSummary, other: CompanySyncStatus) -> bool:
    return (one.sync_status_code, one.error_message) == (other.sync_status_code, other.error_message)


def answered(attempt: Attempt, context: StartContext, company: str) -> list[tuple[str, str]]:
    """Return what Codat answered, as rows (label, html) for `components.facts`; `company` is text."""
    reported = attempt.reported
    missing = '<span class="d-muted">not reported</span>'
    start, finish = (
        html(plan.both_clocks(each, context.shown_zone, context.now)) if each else missing
        for each in ((reported.start, reported.finish) if reported else (None, None))
    )
    rows = [("From", start), ("To", finish)] if attempt.sent_at else []
    rows += [("Company", html(company)), ("Request id", components.whole_id(attempt.id))]
    if attempt.summary is not None and attempt.summary.commerce_sync_id:
        rows.append(("Commerce sync id", components.whole_id(attempt.summary.commerce_sync_id)))
    if attempt.correlation_id:
        rows.append(("Correlation id", components.whole_id(attempt.correlation_id)))
    return rows


def ticket(attempt: Attempt, context: StartContext, company: str) -> str:
    """Return the attempt as plain text for a ticket, times in UTC."""
    rows = [
        answer(attempt, context).headline,
        f"Company: {company} ({attempt.intent.company_id})",
        f"Requested: {attempt.intent.requested}",
        f"Request (Idempotency-Key): {attempt.id}",
    ]
    if attempt.sync is not None:
        rows.append(f"Sync: {attempt.sync.sync_id}, code {attempt.sync.sync_status_code}")
    rows += [f"{times.iso_utc(line.at)} {what(attempt, line, context)}" for line in attempt.log]
    return "\n".join([*rows, f"As of: {times.iso_utc(context.now)}"])
