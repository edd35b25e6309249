"""The figures and details of one sync, as HTML. Foreign text is escaped here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import html, one_line
from dashboard.insight.causes.catalogue import by_code
from dashboard.insight.outcome import SUCCESSES, Outcome, outcome_of
from dashboard.insight.runs import CLOCKS_DIFFER
from dashboard.insight.verdict.subject import same
from dashboard.views import components, range_words, times, words
from dashboard.views.cause_words import Names, capital, reason
from dashboard.views.components import Number
from dashboard.views.theme import PARTLY
from dashboard.views.words import NOT_REPORTED

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.insight.start.attempt import ReportedRange
    from dashboard.insight.sync_range import SyncRange
    from dashboard.views.clock import PageClock

_WROTE_NOTES: Final = {
    PARTLY: "some of it, before the sync failed",
    Outcome.RUNNING: "so far",
}


def numbers(record: CompanySyncStatus, covers: SyncRange, clock: PageClock) -> list[Number]:
    """Return the figures under the answer: the sales it covers, whether it wrote data, its status code."""
    return [_range(covers, clock), _wrote(record), _code(record)]


def _range(covers: SyncRange, clock: PageClock) -> Number:
    span = range_words.NOT_KNOWN
    if covers.range is not None:
        span = clock.span(covers.range.start, covers.range.finish)
    return Number("Range of sales", capital(span), note_html=range_words.basis_html(covers))


def _wrote(record: CompanySyncStatus) -> Number:
    wrote = record.data_pushed
    text = NOT_REPORTED if wrote is None else "yes" if wrote else "no"
    note = "" if wrote is None else _WROTE_NOTES.get(words.status_of(record), "reported by Codat")
    return Number("Wrote data", capital(text), note=note)


def _code(record: CompanySyncStatus) -> Number:
    code = record.sync_status_code
    value = capital(NOT_REPORTED) if code is None else str(code)
    return Number("Status code", value, note=by_code(code).codats_name)


def details(
    record: CompanySyncStatus, said: str, likely: ReportedRange | None, position: str, clock: PageClock
) -> list[tuple[str, str]]:
    """Return what the page doesn't show above, as (label, html).

    `said`: the message in the answer. `likely`: the range that Codat reported for a start that is probably
    this sync; None where there is none, or where it is certain. `position`: from `position_html`.
    """
    meaning = reason(by_code(record.sync_status_code), Names())
    return [
        ("Codat’s status", html(record.sync_status) if record.sync_status else _muted(NOT_REPORTED)),
        ("Meaning of the code", html(meaning)),
        *_messages(record, said),
        *_ran(record, clock),
        *_likely(likely, clock),
        *([("Position", position)] if position else []),
    ]


def ids(record: CompanySyncStatus, company_id: str, commerce_sync_id: str | None) -> list[tuple[str, str]]:
    """Return the ids, each with its copy button."""
    rows = [("Sync id", components.whole_id(record.sync_id)), ("Company id", components.whole_id(company_id))]
    if commerce_sync_id and commerce_sync_id != record.sync_id:
        rows.append(("Commerce sync id", components.whole_id(commerce_sync_id)))
    return rows


def position_html(
    record: CompanySyncStatus,
    latest: CompanySyncStatus | None,
    success: CompanySyncStatus | None,
    address: str,
    clock: PageClock,
) -> str:
    """Return whether it is the last successful sync, or when the latest one ran; "" for the latest itself.

    `address`: the page of the latest one.
    """
    # Codat may name a sync as the last successful one whose code says that it failed.
    good = success if outcome_of(record) in SUCCESSES else None
    if same(record, good):
        return html("the last successful sync")
    if same(record, latest):
        return ""
    if latest is None or latest.sync_utc is None or not latest.sync_id:
        return _muted(range_words.NOT_KNOWN)
    when = clock.near(latest.sync_utc)
    return f'not the latest; that ran <a href="{html(address)}">{html(when)}</a>'


def _messages(record: CompanySyncStatus, said: str) -> list[tuple[str, str]]:
    """Return the messages that aren't shown whole above, each once."""
    labelled = (("Message", record.error_message), ("Technical message", record.sync_exception_message))
    shown, rows = [said], []
    for label, text in labelled:
        if text and not any(f"“{text.strip()}”" in before for before in shown):
            rows.append((label, components.quote(text)))
            shown.append(f"“{text.strip()}”")
    return rows


def _ran(record: CompanySyncStatus, clock: PageClock) -> list[tuple[str, str]]:
    reported = record.sync_utc_text
    if not reported:
        return [("Ran", _muted(f"{NOT_REPORTED} by Codat"))]
    as_reported = f'<span class="d-code">{html(one_line(reported, 80))}</span>'
    if record.sync_utc is None:
        return [("Ran", f"not a readable time: {as_reported}")]
    lead = record.sync_utc - clock.now
    ahead = _small(times.ahead_of_clock(lead)) if lead > CLOCKS_DIFFER else ""
    ran = html(clock.in_all_zones(record.sync_utc)) + ahead
    return [("Ran", ran), ("Time as reported", as_reported)]


def _likely(reported: ReportedRange | None, clock: PageClock) -> list[tuple[str, str]]:
    if reported is None:
        return []
    span = html(clock.span(reported.start, reported.finish))
    started = "started from here" if reported.certain else "probably started from here"
    return [("Reported range", f"{span}{_small(started)}")]


def _small(text: str) -> str:
    return f' <span class="d-small">{html(text)}</span>'


def _muted(text: str) -> str:
    return f'<span class="d-muted">{html(text)}</span>'
