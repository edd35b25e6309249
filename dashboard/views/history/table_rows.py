"""The rows of History's table, and what stands beside it of the rows that were chosen.

A row's range comes from the schedule (derived), unless the sync was started from here (told): Codat's list
does not tell it.
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
from dashboard.views.frames import syncs_frame
from dashboard.views.history.filter_labels import cause_name
from dashboard.views.sync.summary import SyncPageClock
from dashboard.views.theme import OUTCOMES, look_of

SHORT_ID: Final = 8
MOST_MESSAGE: Final = 80  # what the widest column shows, so that the "…" of a longer one is seen
NO_VALUE: Final = "unknown"
"""What the table shows where a sync has no readable time, or no code."""
_UNREAD: Final = SyncRange(RangeBasis.NO_LIST)
CHOOSE: Final = (
    "Tick a row, or press Shift and Space on it, and what is known of that sync stands here. "
    "Tick several to put these alone into a file."
)


@dataclass(frozen=True)
class TableRow:
    """One sync of the table. `cause`: its key in causes.toml, of a failed sync. `here`: started from here.

    `covers`: the sales it was to cover.
    """

    record: CompanySyncStatus
    cause: str | None = None
    covers: SyncRange = _UNREAD
    here: bool = False


def table(rows: Sequence[TableRow], clock: SyncPageClock) -> pd.DataFrame:
    """Return one row a sync, in the order given, for `st.dataframe`.

    Columns: ran (UTC instants), outcome ("✕ failed: tax rate invalid"), code (Int64), wrote, range, sync
    (the id's first letters) and message; all but the code and the time as text in one line.
    """
    records = [row.record for row in rows]
    frame = syncs_frame(records)
    return pd.DataFrame(
        {
            "ran": frame["sync_utc"],
            "outcome": [outcome(row) for row in rows],
            "code": frame["code"],
            "wrote": [words.wrote(record) for record in records],
            "range": [range_words.in_line(row.covers, clock.zone, clock.now) for row in rows],
            "sync": [_short(record.sync_id) for record in records],
            "message": [one_line(message_of(record), MOST_MESSAGE) for record in records],
        }
    )


def notes(visible: int, of: int) -> str:
    """Return what a phone and paper say above the table, of which they show a part: its columns, its rows."""
    on_paper = components.paper_line(f"{visible:,} of {of:,} rows are on paper; a file has them all.")
    aside = '<p class="d d-small d-only-narrow">More columns to the right.</p>'
    return aside + (on_paper if visible < of else "")


def outcome(row: TableRow) -> str:
    """Return mark, word and cause on one line: "✕ failed: tax rate invalid"."""
    look = look_of(words.status_of(row.record))
    return f"{look.mark} {look.word}" + (f": {cause_name(row.cause)}" if row.cause else "")


def details(row: TableRow, clock: SyncPageClock, open_html: str) -> str:
    """Return all that a person needs of one sync, as HTML. `open_html`: the link to its own page."""
    record = row.record
    when = times.near(record.sync_utc, clock.zone, clock.now)
    here = ", started here" if row.here else ""
    head = f"{components.status(words.status_of(record))} {html(when + here)}"
    return (
        f'<div class="d d-chosen"><h2>{head}</h2>{components.facts(_facts(row, clock))}'
        f'<div class="d-buttons">{open_html}</div></div>'
    )


def _facts(row: TableRow, clock: SyncPageClock) -> list[tuple[str, str]]:
    record = row.record
    message = message_of(record)
    known = [
        ("Cause", html(cause_name(row.cause)) if row.cause else ""),
        ("Message", components.quote(message) if message else ""),
        ("Wrote data", html(words.wrote(record))),
        ("Range", range_words.as_html(row.covers, clock.zone, clock.now)),
        ("Ran", _ran(record, clock)),
        ("Code", html(words.code_label(record.sync_status_code))),
        ("Sync id", components.whole_id(record.sync_id)),
    ]
    return [(label, shown) for label, shown in known if shown]


def _ran(record: CompanySyncStatus, clock: SyncPageClock) -> str:
    if record.sync_utc is not None:
        return html(times.all_zones(record.sync_utc, clock.merchant, clock.mine))
    came = record.sync_utc_text
    return f"not readable as a time: {html(one_line(came, 80))}" if came else "not told by Codat"


def several(records: Sequence[CompanySyncStatus], clock: SyncPageClock) -> str:
    """Return what the chosen syncs are, as HTML: how many, how they ended, from when to when."""
    counts = Counter(outcome_of(record) for record in records)
    ended = ", ".join(
        f"{counts[Outcome(key)]:,} {look_of(key).word}" for key in OUTCOMES if counts[Outcome(key)]
    )
    ran = sorted(record.sync_utc for record in records if record.sync_utc is not None)
    span = times.span(ran[0], ran[-1], clock.zone, clock.now) if ran else times.NOT_KNOWN
    facts = components.facts([("Ended", html(ended)), ("Ran", html(span))])
    title = f"{times.count(len(records), 'sync')} chosen"
    return f'<div class="d d-chosen"><h2>{html(title)}</h2>{facts}</div>'


def in_no_chart(untimed: int, ahead: int = 0, long_ago: int = 0) -> str:
    """Say how many syncs stand in no chart, and why: without a time, or with one that can't be; "" if none.

    `ahead`: their time is still to come; `long_ago`: it lies too far back.
    """
    told = (
        (untimed, "has", "have", "no time that can be read", "in no chart and under no day"),
        (ahead, "bears", "bear", "a time that is still to come", "in no chart"),
        (long_ago, "bears", "bear", "a time ten years ago or more", "in no chart"),
    )
    return " ".join(
        f"{times.count(number, 'sync')} {verb if number == 1 else verbs} {what}: "
        f"{'it is' if number == 1 else 'they are'} in the table, but {where}."
        for number, verb, verbs, what, where in told
        if number
    )


def not_understood(asked: Mapping[str, str]) -> tuple[str, str]:
    """Say that an address asks for what there is not, as (headline, html). `asked`: those parameters."""
    told = ", ".join(f"{name}={one_line(value, 40)}" for name, value in asked.items())
    return (
        "The address asks for something that is not known here, which is left out.",
        f"Not understood: {html(told)}. Check the link, or choose with the filters below.",
    )


def repeated(number: int) -> str:
    """Say that entries of the list are left out; "" when none is."""
    if not number:
        return ""
    told = "1 entry of Codat’s list is" if number == 1 else f"{number:,} entries of Codat’s list are"
    return f"{told} left out: each repeats a sync that is here, or says nothing at all."


def no_days(days: Sequence[Day], untimed: int) -> tuple[str, str] | None:
    """Say why a chart of days is empty, as (what, why); None where a sync ran on one of them.

    `untimed`: how many syncs have no readable time.
    """
    if any(day.count for day in days):
        return None
    why = "Syncs without a readable time can’t be assigned to a day." if untimed else ""
    return "No sync ran on any of these days.", why


def no_share(months: Sequence[MonthShare]) -> tuple[str, str] | None:
    """Say why there is no share of good nights, as (what, why); None where there is one."""
    if any(month.nights for month in months):
        return None
    return "No percentages to show.", "Codat reports no sync that ended on any of these days."


def nothing_left(of: int, unreadable: int = 0) -> tuple[str, str]:
    """Say why there is nothing to show, and what to do. `unreadable`: records that could not be read."""
    if not of and unreadable:
        return "No sync could be read.", "What is known of that stands at the top."
    if not of:
        return "Nothing has synced yet.", "The first sync appears here once it has begun."
    return "No sync matches.", f"Take a filter away: without any there are {times.count(of, 'sync')}."


def _short(sync_id: str | None) -> str:
    whole = one_line(sync_id, 40)
    return whole if len(whole) <= SHORT_ID else whole[:SHORT_ID] + "…"
