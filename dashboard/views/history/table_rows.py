"""The rows of History's table, the details of selected rows, and the page's notes, in words.

A row's range is estimated from the schedule, unless the sync was started from this dashboard: Codat's list
doesn't report ranges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from codat_client import CompanySyncStatus
from dashboard.foreign_text import html, one_line
from dashboard.insight.causes.catalogue import message_of
from dashboard.insight.days import Day
from dashboard.insight.history.trends import MonthShare
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.sync_range import RangeBasis, SyncRange
from dashboard.views import components, range_words, times, words
from dashboard.views.clock import PageClock
from dashboard.views.history.filter_labels import cause_name
from dashboard.views.history.syncs_frame import syncs_frame
from dashboard.views.theme import OUTCOMES, look_of

SHORT_ID: Final = 8
MOST_MESSAGE: Final = 80  # what the widest column shows, so that the "…" of a longer one is visible
NO_VALUE: Final = "unknown"
"""What the table shows for a sync without a readable time or a code."""
_UNREAD: Final = SyncRange(RangeBasis.NO_LIST)


@dataclass(frozen=True)
class TableRow:
    """One sync of the table. `cause`: a failed sync's key in causes.toml. `here`: it was started here.

    `who`: by whom, in words (foreign text), "" if unknown. `covers`: the range of sales it should cover.
    """

    record: CompanySyncStatus
    cause: str | None = None
    covers: SyncRange = _UNREAD
    here: bool = False
    who: str = ""


def table(rows: Sequence[TableRow], clock: PageClock) -> pd.DataFrame:
    """Return one row a sync, in the order given, for `st.dataframe`.

    Columns: ran (UTC instants), outcome ("✕ failed: tax rate invalid"), code (Int64), wrote, range, sync
    (the first characters of its id) and message; all but time and code are text on one line.
    """
    records = [row.record for row in rows]
    frame = syncs_frame(records)
    return pd.DataFrame(
        {
            "ran": frame["sync_utc"],
            "outcome": [outcome(row) for row in rows],
            "code": frame["code"],
            "wrote": [words.wrote(record) for record in records],
            "range": [range_words.in_line(row.covers, clock.shown_zone, clock.now) for row in rows],
            "sync": [short_id(record.sync_id) for record in records],
            "message": [one_line(message_of(record), MOST_MESSAGE) for record in records],
        }
    )


def selection(number: int) -> str:
    """Return how many rows are selected, or what selecting does."""
    return f"{number} selected" if number else "Select rows for details"


def selection_html(number: int) -> str:
    """Return the same as HTML; on a phone also that there are more columns to the right."""
    more = '<p class="d d-small d-only-narrow">More columns to the right</p>'
    return components.note(selection(number)) + more


def outcome(row: TableRow) -> str:
    """Return mark, word and cause on one line: "✕ failed: tax rate invalid"."""
    look = look_of(words.status_of(row.record))
    return f"{look.mark} {look.word}" + (f": {cause_name(row.cause)}" if row.cause else "")


def details(row: TableRow, clock: PageClock, open_html: str) -> str:
    """Return the details of one sync, as HTML. `open_html`: the link to its own page."""
    record = row.record
    when = clock.near(record.sync_utc)
    here = f", {words.started_here(row.who)}" if row.here else ""
    head = f"{components.status(words.status_of(record))} {html(when + here)}"
    return (
        f'<div class="d d-chosen"><h2>{head}</h2>{components.facts(_facts(row, clock))}'
        f'<div class="d-buttons">{open_html}</div></div>'
    )


def _facts(row: TableRow, clock: PageClock) -> list[tuple[str, str]]:
    record = row.record
    message = message_of(record)
    known = [
        ("Cause", html(cause_name(row.cause)) if row.cause else ""),
        ("Message", components.quote(message) if message else ""),
        ("Wrote data", html(words.wrote(record))),
        ("Range", range_words.as_html(row.covers, clock.shown_zone, clock.now)),
        ("Ran", _ran(record, clock)),
        ("Code", html(words.code_label(record.sync_status_code))),
        ("Sync id", components.whole_id(record.sync_id)),
    ]
    return [(label, shown) for label, shown in known if shown]


def _ran(record: CompanySyncStatus, clock: PageClock) -> str:
    if record.sync_utc is not None:
        return html(clock.in_all_zones(record.sync_utc))
    came = record.sync_utc_text
    return f"not a readable time: {html(one_line(came, 80))}" if came else "not reported by Codat"


def several(records: Sequence[CompanySyncStatus], clock: PageClock) -> str:
    """Return a summary of several selected syncs, as HTML: how many, their outcomes, and when they ran."""
    counts = Counter(outcome_of(record) for record in records)
    ended = ", ".join(
        f"{counts[Outcome(key)]:,} {look_of(key).word}" for key in OUTCOMES if counts[Outcome(key)]
    )
    ran = sorted(record.sync_utc for record in records if record.sync_utc is not None)
    span = clock.span(ran[0], ran[-1]) if ran else times.NOT_KNOWN
    facts = components.facts([("Ended", html(ended)), ("Ran", html(span))])
    title = f"{times.count(len(records), 'sync')} selected"
    return f'<div class="d d-chosen"><h2>{html(title)}</h2>{facts}</div>'


def in_no_chart(untimed: int, ahead: int = 0, long_ago: int = 0) -> str:
    """Say how many syncs are in no chart, and why; "" if none.

    `untimed` have no readable time, `ahead` a time in the future, `long_ago` one of ten years ago or more.
    """
    reasons = (
        (untimed, "no readable time", "not in charts or day filters"),
        (ahead, "a time in the future", "not in charts"),
        (long_ago, "a time more than ten years ago", "not in charts"),
    )
    return " ".join(
        f"{times.count(number, 'sync')} {'has' if number == 1 else 'have'} {what}: "
        f"{'it is' if number == 1 else 'they are'} in the table, but {where}."
        for number, what, where in reasons
        if number
    )


def not_understood(asked: Mapping[str, str]) -> tuple[str, str]:
    """Say that parts of the address make no sense, as (headline, html). `asked`: those parameters."""
    named = ", ".join(f"{name}={one_line(value, 40)}" for name, value in asked.items())
    return (
        "Part of this link makes no sense here and was ignored.",
        f"Ignored: {html(named)}. Check the link, or use the filters below.",
    )


def repeated(number: int) -> str:
    """Say how many entries of the list were left out; "" if none."""
    if not number:
        return ""
    entries = "1 entry of Codat’s list is" if number == 1 else f"{number:,} entries of Codat’s list are"
    return f"{entries} left out: duplicates of syncs shown here, or empty."


def no_days(days: Sequence[Day], untimed: int) -> tuple[str, str] | None:
    """Say why a chart of days is empty, as (what, why); None if a sync ran on one of them.

    `untimed`: how many syncs have no readable time.
    """
    if any(day.count for day in days):
        return None
    why = "Syncs without a readable time can’t be assigned to a day." if untimed else ""
    return "No sync ran on any of these days.", why


def no_share(months: Sequence[MonthShare]) -> tuple[str, str] | None:
    """Say why there are no monthly results, as (what, why); None if there are some."""
    if any(month.nights for month in months):
        return None
    return "No monthly results.", "Codat reports no sync that finished on any of these days."


def nothing_left(of: int, unreadable: int = 0) -> tuple[str, str]:
    """Say why there is nothing to show, and what to do. `unreadable`: records that could not be read."""
    if not of and unreadable:
        return "No sync could be read.", "The reason is at the top of the page."
    if not of:
        return "Nothing has synced yet.", "The first sync appears here once it starts."
    return "No sync matches.", f"Remove a filter to see more of the {times.count(of, 'sync')}."


def short_id(sync_id: str | None) -> str:
    """Return the first characters of an id."""
    whole = one_line(sync_id, 40)
    return whole if len(whole) <= SHORT_ID else whole[:SHORT_ID] + "…"
