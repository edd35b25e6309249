"""History in words, and its syncs as the table that people read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from codat_client import CompanySyncStatus, Damaged
from dashboard.foreign_text import html, one_line
from dashboard.views import times, words
from dashboard.views.frames import syncs_frame

SHORT_ID = 8
MOST_MESSAGE = 160
_NAMED = 5


def table(syncs: Sequence[CompanySyncStatus]) -> pd.DataFrame:
    """Return one row a sync, in the order given, for `st.dataframe`.

    Columns: ran (UTC instants), outcome ("✕ failed: tax rate invalid"), code (Int64), wrote, message and sync
    (the id's first letters); the last four as text in one line.
    """
    frame = syncs_frame(syncs)
    return pd.DataFrame(
        {
            "ran": frame["sync_utc"],
            "outcome": [words.outcome_line(sync) for sync in syncs],
            "code": frame["code"],
            "wrote": [words.wrote(sync) for sync in syncs],
            "message": [one_line(words.message_of(sync), MOST_MESSAGE) for sync in syncs],
            "sync": [_short(sync.sync_id) for sync in syncs],
        }
    )


def count(shown: int, of: int, filters: int) -> str:
    """Say how many syncs the filters leave: "82 of 733 syncs match 2 filters"."""
    if not filters:
        return f"{times.count(of, 'sync')}, newest first. Choose a row or a mark to open that sync."
    verb = "match" if shown != 1 else "matches"
    return f"{shown:,} of {times.count(of, 'sync')} {verb} {times.count(filters, 'filter')}."


def nothing_left(of: int) -> tuple[str, str]:
    """Say why there is nothing to show, and what to do."""
    if not of:
        return "Nothing has synced yet.", "The first sync appears here once it has begun."
    return "No sync matches.", f"Take a filter away: without any there are {times.count(of, 'sync')}."


def damaged(records: Sequence[Damaged]) -> tuple[str, str]:
    """Say that records could not be read, as (headline, html): any of them may be a failed one."""
    reasons = dict.fromkeys(record.reason for record in records)
    told = "; ".join(html(one_line(reason, MOST_MESSAGE)) for reason in list(reasons)[:_NAMED])
    one = len(records) == 1
    which = "It may be a failed one." if one else "Any of them may be a failed one."
    headline = (
        f"{times.count(len(records), 'sync')} could not be read and {'is' if one else 'are'} not shown."
    )
    body = (
        f"Codat sent {'it' if one else 'them'} in another form than its documents tell. {which} All other"
        f" syncs are here. If it stays so, give this to Codat’s support: {told}."
    )
    return headline, body


def untimed(number: int) -> str:
    """Say that so many syncs have no time, and where they are; "" for none."""
    if not number:
        return ""
    have, they, stand, are = (
        ("has", "it", "stands", "is") if number == 1 else ("have", "they", "stand", "are")
    )
    return (
        f"{times.count(number, 'sync')} {have} no time that can be read: {they} {stand} at the end of the"
        f" table and {are} in no chart."
    )


def _short(sync_id: str | None) -> str:
    whole = one_line(sync_id, 40)
    return whole if len(whole) <= SHORT_ID else whole[:SHORT_ID] + "…"
