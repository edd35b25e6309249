"""All syncs of one company as one frame, newest first, and what History cuts out of it.

Everything here works on whole columns: a company may have 100,000 syncs. The rules of `dashboard/insight`
get what is small: a `Day` each day, a count each cause.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.foreign_text import one_line, visible
from dashboard.insight.causes.catalogue import SKIPPED, cause_of
from dashboard.insight.days import Day
from dashboard.insight.failing import ended_in
from dashboard.insight.history.filters import Filters, Order, SortColumn
from dashboard.insight.outcome import GRAVEST_LAST, LAST_IN_ONE_INSTANT, Outcome, is_over
from dashboard.search.normalize import folded
from dashboard.views.history.filter_labels import cause_name
from dashboard.views.history.syncs_frame import syncs_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from zoneinfo import ZoneInfo

    from codat_client import CompanySyncStatus

_GRAVITY: Final = {outcome.value: place for place, outcome in enumerate(GRAVEST_LAST)}
_LAST: Final = {outcome.value: place for place, outcome in enumerate(LAST_IN_ONE_INSTANT)}
_OVER: Final = [outcome.value for outcome in Outcome if is_over(outcome)]
_MESSAGES: Final = ("message", "exception_message", "status_text")
_TEXTS: Final = (*_MESSAGES, "sync_id")
_MOST_OF_ONE: Final = 10  # a letter is escaped in fewer letters
_FAILED: Final = Outcome.FAILED.value
_SKIPPED: Final = Outcome.SKIPPED.value


def history_frame(
    records: Iterable[CompanySyncStatus], zone: ZoneInfo, latest_id: str | None = None
) -> pd.DataFrame:
    """Return one row a sync, the newest first, those without a time last.

    Syncs of one instant are ordered as `outcome.in_one_instant` has it; `latest_id`: the one that Codat calls
    the latest.

    Columns: those of `syncs_frame`, and
    `day`     datetime64: midnight of the merchant's day on which it ran, without a zone; NaT without a time
    `minute`  Int64: minutes since midnight on the merchant's clock
    `cause`   category: the key in causes.toml of a failed sync, NaN for all others
    `place`   int: the record's position in `records`
    """
    rows = list(records)
    frame = syncs_frame(rows)
    local = frame["sync_utc"].dt.tz_convert(zone)
    wall = local.dt.tz_localize(None)
    frame["day"] = wall.dt.normalize()
    frame["minute"] = (wall.dt.hour * 60 + wall.dt.minute).astype("Int64")
    frame["cause"] = _causes(rows, frame)
    frame["place"] = np.arange(len(rows))
    return frame.iloc[_newest_first(frame, latest_id)].reset_index(drop=True)


def _newest_first(frame: pd.DataFrame, latest_id: str | None) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Return the places of the rows in order: by time alone, which is quick, where no two share one."""
    times = frame["sync_utc"].to_numpy("datetime64[us]").astype("int64")
    order = np.argsort(-times, kind="stable")
    if not frame["sync_utc"].hasnans and (np.diff(times[order]) < 0).all():
        return order
    last = frame["outcome"].map(_LAST).astype("int8")
    named = (frame["sync_id"] == latest_id).fillna(value=False) if latest_id else False
    by_all = frame.assign(named=named, last=last).sort_values(
        ["sync_utc", "named", "last", "sync_id"],
        ascending=[False, False, False, True],
        na_position="last",
        kind="stable",
    )
    return by_all.index.to_numpy()


def chosen(frame: pd.DataFrame, filters: Filters, today: dt.date) -> pd.DataFrame:
    """Return the rows of a `history_frame` that all set filters let through, in their order.

    `today`: the merchant's. A sync without a time passes no filter of days, one that does not say whether it
    wrote data none of that. Text is looked for in messages, status text, id and code, in any case. In
    messages and status text it is also compared as Find compares names (accents, punctuation and kinds of
    blanks don't matter), and an invisible character is found by the escape that the page shows for it.
    """
    keep = pd.Series(data=True, index=frame.index)
    if filters.statuses:
        keep &= frame["outcome"].isin([each.value for each in filters.statuses])
    if filters.codes:
        keep &= frame["code"].isin(list(filters.codes))
    if filters.causes:
        explained = frame["cause"].isin(list(filters.causes))
        keep &= explained | (frame["outcome"] == _SKIPPED) if SKIPPED in filters.causes else explained
    if filters.wrote is not None:
        keep &= frame["data_pushed"].isin([filters.wrote])
    first, last = filters.between(today)
    if first:
        keep &= frame["day"] >= pd.Timestamp(first)
    if last:
        keep &= frame["day"] <= pd.Timestamp(last)
    if filters.text:
        keep &= _holds(frame, filters.text)
    return frame[keep]


def in_order(frame: pd.DataFrame, order: Order) -> pd.DataFrame:
    """Return the rows of a `history_frame` in another order; equal ones stay newest first.

    Missing values come last in both directions. Outcomes are ordered by gravity, causes by their short names,
    the others by value, as they are shown.
    """
    if order == Order():
        return frame
    keys = {
        SortColumn.RAN: frame["sync_utc"],
        SortColumn.OUTCOME: frame["outcome"].map(_GRAVITY).astype("int8"),
        SortColumn.CODE: frame["code"],
        SortColumn.CAUSE: _causes_shown(frame),
        SortColumn.WROTE: frame["data_pushed"],
        SortColumn.MESSAGE: _messages_shown(frame).str.lower(),
    }
    keyed = keys[order.column].reset_index(drop=True)
    places = keyed.sort_values(ascending=not order.descending, na_position="last", kind="stable").index
    return frame.iloc[places]


def frame_days(frame: pd.DataFrame, first: dt.date, last: dt.date) -> list[Day]:
    """Return every day from first to last, both included, in order, as `insight.days.days_of` does."""
    within = frame[(frame["day"] >= pd.Timestamp(first)) & (frame["day"] <= pd.Timestamp(last))]
    newest = ~within["day"].duplicated(keep="first")
    counts = within["day"].value_counts()
    failed_before = set(within.loc[~newest & (within["outcome"] == _FAILED), "day"])
    shown, ended = within[newest], _ended(within)
    by_day = {
        day: Day(
            day.date(), Outcome(outcome), int(counts[day]), day in failed_before, sync_id, ran, ended.get(day)
        )
        for day, outcome, sync_id, ran in zip(
            shown["day"],
            shown["outcome"],
            (each if isinstance(each, str) else None for each in shown["sync_id"]),
            (each.to_pydatetime() for each in shown["sync_utc"]),
            strict=True,
        )
    }
    every = (first + dt.timedelta(number) for number in range((last - first).days + 1))
    return [by_day.get(pd.Timestamp(day)) or Day(day) for day in every]


def _ended(within: pd.DataFrame) -> dict[pd.Timestamp, Outcome]:
    """Return what each day ended in, by the rule of `failing.ended_in`; `within`: the newest first."""
    finished = within[within["outcome"].isin(_OVER)]
    newest = finished[~finished["day"].duplicated(keep="first")]
    ended = {day: Outcome(outcome) for day, outcome in zip(newest["day"], newest["outcome"], strict=True)}
    last = dict(zip(newest["day"], newest["sync_utc"], strict=True))
    twins = finished[finished["sync_utc"].duplicated(keep=False)]
    for day, at, outcome in zip(twins["day"], twins["sync_utc"], twins["outcome"], strict=True):
        if at == last[day]:
            ended[day] = ended_in(ended[day], Outcome(outcome))
    return ended


def codes_of(frame: pd.DataFrame) -> list[int]:
    """Return the codes that occur, in order."""
    return sorted(int(code) for code in frame["code"].dropna().unique())


def _causes(rows: Sequence[CompanySyncStatus], frame: pd.DataFrame) -> pd.Categorical:
    """Find the cause of each failed sync; each different failure is looked at once."""
    failed = np.flatnonzero((frame["outcome"] == _FAILED).to_numpy())
    kinds: dict[tuple[object, ...], str] = {}
    found: list[str | None] = [None] * len(rows)
    for at in failed.tolist():
        row = rows[at]
        kind = (row.sync_status_code, row.error_message, row.sync_exception_message)
        if kind not in kinds:
            kinds[kind] = cause_of(row).cause.key
        found[at] = kinds[kind]
    return pd.Categorical(found)


def _causes_shown(frame: pd.DataFrame) -> pd.Series[str]:
    """Return the short name of each failure's cause, NaN for all others."""
    names = {key: cause_name(key).lower() for key in frame["cause"].cat.categories}
    return frame["cause"].astype("object").map(names)


def _messages_shown(frame: pd.DataFrame) -> pd.Series[str]:
    """Return the message of each sync as `causes.message_of` has it, NaN where there is none."""
    said, technical = (frame[name].str.strip() for name in ("message", "exception_message"))
    shown = said.where(said.notna() & (said != ""), technical)
    return shown.where(shown != "")


def _holds(frame: pd.DataFrame, text: str) -> pd.Series[bool]:
    """Tell of each row whether it holds a text: as it is, or folded as Find folds names."""
    held = pd.Series(data=False, index=frame.index)
    for column in (*(frame[name] for name in _TEXTS), frame["code"].astype("str")):
        held |= _matches(column, text)
    shows = _finder(text)
    for name in _MESSAGES:
        held |= _shows(frame[name], shows)
    return held


def _matches(column: pd.Series[str], text: str) -> np.ndarray:
    pattern = text.encode(errors="backslashreplace").decode()  # as the frame writes halves of characters
    there = pc.match_substring(pa.array(column, pa.large_string()), pattern, ignore_case=True)
    held: np.ndarray = pc.fill_null(there, fill_value=False).to_numpy(zero_copy_only=False)
    return held


def _shows(column: pd.Series[str], shows: Callable[[str], bool]) -> np.ndarray:
    """Tell which texts of a column show what is looked for; each different one is looked through once."""
    kinds = pa.array(column, pa.large_string()).dictionary_encode()
    found = np.array([*(shows(text) for text in kinds.dictionary.to_pylist()), False])
    held: np.ndarray = found[pc.fill_null(kinds.indices, len(found) - 1).to_numpy()]
    return held


def _finder(text: str) -> Callable[[str], bool]:
    """Look for a text folded; signs alone, of which folding leaves nothing, in the line that is shown."""
    if wanted := folded(text):
        return lambda message: wanted in _searched(message)
    return lambda message: text in one_line(message, _MOST_OF_ONE * len(message))


def _searched(text: str) -> str:
    """Return what is looked through: the text folded, and as the page shows it, with escapes."""
    if text.isascii() and text.isprintable():
        return folded(text)
    return f"{folded(text)}\n{folded(visible(text))}"
