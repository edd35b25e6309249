"""What an attempt to start a sync says to a person: headline, reason, what happened, what Codat answered.

Plain text unless a name says html; what Codat wrote is in it as it came, and is escaped by `views.parts`.
"""

from __future__ import annotations

from collections.abc import Callable

from codat_client import CompanySyncStatus, SyncSummary
from dashboard.foreign_text import html
from dashboard.insight.outcome import Outcome, is_over, outcome_of
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage
from dashboard.views import components, skipped_words, theme, times, words
from dashboard.views.components import Answer
from dashboard.views.start import plan
from dashboard.views.start.context import Teller
from dashboard.views.start.event_log import what

LEAVE = "You may leave this page; the sync goes on."
HELD = "Until this is settled nobody can start another sync for this company from here."


def answer(attempt: Attempt, teller: Teller) -> Answer:
    """Say how an attempt stands, and after an end who does what next."""
    return _BY_STAGE[attempt.stage](attempt, teller)


def _looking(_attempt: Attempt, _teller: Teller) -> Answer:
    return Answer(Outcome.RUNNING, "Looking at what runs already", "Nothing is sent yet.")


def _sending(_attempt: Attempt, _teller: Teller) -> Answer:
    reason = "The call is under way; from here on it can’t be stopped. You may leave this page."
    return Answer(Outcome.RUNNING, "Codat is being asked to start the sync", reason)


def _running(attempt: Attempt, teller: Teller) -> Answer:
    if attempt.evidence is MatchBasis.SEVERAL:
        headline = f"{len(attempt.new)} new syncs since we asked"
        return Answer(Outcome.RUNNING, headline, _which(attempt) + LEAVE)
    if is_over(outcome_of(attempt.sync)):
        return _over_in_doubt(attempt)
    if attempt.was_unclear:
        reason = f"Codat’s answer got lost, then a new sync appeared: most likely it is this one. {LEAVE}"
        return Answer(Outcome.RUNNING, "The sync did start, by all we see", reason)
    covers = f"It covers sales {teller.range(attempt)}. " if teller.range(attempt) else ""
    if not attempt.new:
        return _not_shown(attempt, teller, covers)
    ran = times.lasted((teller.now - teller.since(attempt)).total_seconds())
    if attempt.evidence is MatchBasis.ONLY_NEW:
        reason = f"{covers}A new sync runs: most likely it is this one, as it is the only new one. {LEAVE}"
        return Answer(Outcome.RUNNING, f"Codat accepted the sync {ran} ago", reason)
    return Answer(Outcome.RUNNING, f"The sync has been running for {ran}", covers + LEAVE)


def _not_shown(attempt: Attempt, teller: Teller, covers: str) -> Answer:
    if attempt.answered_over and attempt.summary is not None:
        return _over_at_once(attempt.summary, teller)
    reason = (
        f"{covers}It does not show in Codat’s list yet; we look every few seconds.{_others(attempt)} {LEAVE}"
    )
    return Answer(Outcome.RUNNING, "Codat accepted the sync", reason)


def _over_at_once(summary: SyncSummary, teller: Teller) -> Answer:
    """Say that Codat's answer was final already, while we check whether the sync appears in the list."""
    shows = "We’re checking whether it appears in Codat’s list."
    outcome = outcome_of(summary)
    if outcome is not Outcome.FAILED:
        return Answer(outcome, f"Codat says it has ended: {_code(summary)}", shows)
    told = teller.why(summary)
    return Answer(outcome, _refused(summary), f"{told.reason} {shows}", told.said, told.steps)


def _refused(record: CompanySyncStatus | SyncSummary) -> str:
    return f"Codat rejected it right away: {_code(record)}"


def _code(record: CompanySyncStatus | SyncSummary) -> str:
    return words.code_label(record.sync_status_code)


def _over_in_doubt(attempt: Attempt) -> Answer:
    """Say that what is most likely ours has ended, while we look whether a better match shows."""
    code = words.code_label(attempt.sync.sync_status_code) if attempt.sync is not None else ""
    reason = f"Codat reports: {code}. No id tells that it is this one, so we look on a little for another."
    return Answer(Outcome.RUNNING, "A new sync has ended, most likely this one", reason)


def _others(attempt: Attempt) -> str:
    if not attempt.others:
        return ""
    return " Another new sync shows; Codat names another id for it than for ours."


def _unclear(attempt: Attempt, _teller: Teller) -> Answer:
    lost = "We asked Codat to start this sync, but its answer got lost."
    if attempt.fault:
        fault = "Codat was asked to start it; then this dashboard had a fault of its own and looks no more."
        reason = f"{fault} {HELD} {_LOOK_YOURSELF}"
    elif attempt.may_release:
        reason = f"{_nothing_new(attempt)}. {_no_look(attempt)}{HELD} {_LOOK_YOURSELF}"
    elif attempt.trouble:
        reason = f"{lost} {_no_look(attempt)}We go on trying. {HELD}"
    else:
        reason = f"{lost} We are finding out whether it started. {HELD}"
    headline = "It is not known whether the sync started"
    return Answer(theme.UNSETTLED, headline, reason, attempt.sentence)


_LOOK_YOURSELF = "Look in Codat’s portal, then say below what you found."


def _nothing_new(attempt: Attempt) -> str:
    """Say for how long nothing new has appeared: up to the last look that Codat answered."""
    seen, sent = attempt.asked_at, attempt.sent_at
    if seen is None or sent is None:  # then nobody may say so
        return "Nothing new was seen"
    return f"Nothing new appeared in the {times.lasted((seen - sent).total_seconds())} after we asked"


def _no_look(attempt: Attempt) -> str:
    return f"We could not look: {attempt.trouble.rstrip('. ')}. " if attempt.trouble else ""


def _not_started(attempt: Attempt, _teller: Teller) -> Answer:
    return Answer(theme.LATE, "The sync was not started", attempt.sentence)


def _ended(attempt: Attempt, teller: Teller) -> Answer:
    if attempt.evidence is MatchBasis.SEVERAL:
        headline = f"{len(attempt.new)} new syncs since we asked, and all have ended"
        return Answer(Outcome.UNKNOWN, headline, _which(attempt))
    outcome = attempt.outcome or Outcome.UNKNOWN
    after = (
        f" after {times.lasted(((attempt.ended_at or teller.now) - teller.since(attempt)).total_seconds())}"
    )
    if outcome is Outcome.FAILED:
        return _failed(attempt, teller, after)
    if outcome is Outcome.SKIPPED:
        return _skipped(attempt, teller, after)
    if outcome is Outcome.NOTHING_TO_WRITE:
        reason = f"Codat found no sales to write{_covering(attempt, teller)}."
        return Answer(outcome, f"The sync ended{after}, with nothing to write", reason + _doubt(attempt))
    reason = f"Codat wrote the sales{_covering(attempt, teller)} into {teller.books}."
    return Answer(outcome, f"The sync succeeded{after}", reason + _doubt(attempt))


def _failed(attempt: Attempt, teller: Teller, after: str) -> Answer:
    record = _result(attempt)
    if record is None:  # an ended attempt has one
        return Answer(Outcome.FAILED, f"The sync failed{after}", "")
    again = outcome_of(attempt.before) is Outcome.FAILED
    same = again and attempt.before is not None and _same_cause(record, attempt.before)
    told = teller.why(record)
    headline = f"The sync failed{' again' if again else ''}{after}"
    if attempt.answered_over and outcome_of(attempt.summary) is Outcome.FAILED:
        headline = _refused(record)
    headline += ", for the same reason" if same else ""
    reason = f"{told.reason} {_written(record, teller)}{_doubt(attempt)}"
    return Answer(words.status_of(record), headline, reason, told.said, told.steps)


def _skipped(attempt: Attempt, teller: Teller, after: str) -> Answer:
    """Say that Codat skipped it as a duplicate, and whether that leaves sales missing."""
    record, told, headline = _result(attempt), teller.range(attempt), f"{skipped_words.SKIPPED}{after}"
    if record is None:  # an ended attempt has one
        return Answer(Outcome.SKIPPED, headline, "")
    covers, why_skipped = f"It was meant to cover sales {told}. " if told else "", teller.why(record)
    reason = f"{covers}{_written(record, teller)} {why_skipped.reason}{_doubt(attempt)}"
    return Answer(Outcome.SKIPPED, headline, reason, why_skipped.said, why_skipped.steps)


def _written(record: CompanySyncStatus | SyncSummary, teller: Teller) -> str:
    if record.data_pushed is None:
        return f"Whether it wrote into {teller.books} is not told."
    if record.data_pushed:
        return f"Something was written into {teller.books}: look there what."
    return f"Nothing was written into {teller.books}."


def _out_of_sight(attempt: Attempt, teller: Teller) -> Answer:
    last = f"last checked {times.near(attempt.asked_at, teller.zone, teller.now)}"
    if attempt.fault:
        why = f"This dashboard had an internal error and stopped following it; {last}."
    else:
        followed = times.lasted(((attempt.ended_at or teller.now) - teller.since(attempt)).total_seconds())
        why = f"We followed it for {followed} and saw no end; {last}. {_no_look(attempt).rstrip()}".rstrip()
    reason = f"{why} The history shows what becomes of it."
    return Answer(Outcome.UNKNOWN, "How the sync ended is not known", reason)


def _released(_attempt: Attempt, _teller: Teller) -> Answer:
    reason = (
        "A person freed the company for another start. Should a sync of that time show, it may be this one."
    )
    return Answer(Outcome.UNKNOWN, "It stays unknown whether the sync started", reason)


_BY_STAGE: dict[Stage, Callable[[Attempt, Teller], Answer]] = {
    Stage.LOOKING: _looking,
    Stage.SENDING: _sending,
    Stage.RUNNING: _running,
    Stage.UNCLEAR: _unclear,
    Stage.NOT_STARTED: _not_started,
    Stage.ENDED: _ended,
    Stage.OUT_OF_SIGHT: _out_of_sight,
    Stage.RELEASED: _released,
}


def _which(attempt: Attempt) -> str:
    return f"Which one is ours can’t be told: none bears an id we know. All {len(attempt.new)} are below. "


def _covering(attempt: Attempt, teller: Teller) -> str:
    told = teller.range(attempt)
    return f" {told}" if told else ""


def _doubt(attempt: Attempt) -> str:
    """Say so where only its newness tells which sync it is."""
    return (
        " That it is this sync is most likely: it is the only new one."
        if attempt.evidence is MatchBasis.ONLY_NEW
        else ""
    )


def _result(attempt: Attempt) -> CompanySyncStatus | SyncSummary | None:
    return attempt.sync or attempt.summary


def _same_cause(one: CompanySyncStatus | SyncSummary, other: CompanySyncStatus) -> bool:
    return (one.sync_status_code, one.error_message) == (other.sync_status_code, other.error_message)


def answered(attempt: Attempt, teller: Teller, company: str) -> list[tuple[str, str]]:
    """Return what Codat answered, as rows (label, html) for `components.facts`; `company` is text."""
    told = attempt.told
    untold = '<span class="d-muted">not told</span>'
    start, finish = (
        html(plan.both_clocks(each, teller.zone, teller.now)) if each else untold
        for each in ((told.start, told.finish) if told else (None, None))
    )
    rows = [("From", start), ("To", finish)] if attempt.sent_at else []
    rows += [("Company", html(company)), ("Request", components.whole_id(attempt.id))]
    if attempt.summary is not None and attempt.summary.commerce_sync_id:
        rows.append(("Commerce sync", components.whole_id(attempt.summary.commerce_sync_id)))
    if attempt.error is not None and attempt.error.correlation_id:
        rows.append(("Correlation", components.whole_id(attempt.error.correlation_id)))
    return rows


def ticket(attempt: Attempt, teller: Teller, company: str) -> str:
    """Return the attempt as plain text for a ticket, times in UTC."""
    told = answer(attempt, teller)
    rows = [
        told.headline,
        f"Company: {company} ({attempt.intent.company_id})",
        f"Asked: {attempt.intent.ask}",
        f"Request (Idempotency-Key): {attempt.id}",
    ]
    if attempt.sync is not None:
        rows.append(f"Sync: {attempt.sync.sync_id}, code {attempt.sync.sync_status_code}")
    rows += [f"{times.iso_utc(line.at)} {what(attempt, line, teller)}" for line in attempt.log]
    return "\n".join([*rows, f"As of: {times.iso_utc(teller.now)}"])
