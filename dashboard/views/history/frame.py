"""All syncs of one company as a DataFrame, newest first; filtering, sorting and days of it for History.

Everything here works on whole columns, as a company may have 100,000 syncs. The rules in `dashboard/insight`
get small values made from them, such as a `Day` for each day.
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
    """Return a DataFrame with one row a sync, the newest first, those without a time last.

    Syncs at the same instant are ordered as by `outcome.in_one_instant`. `zone`: the merchant's. `latest_id`:
    the id of the sync that Codat calls the latest. Index: 0, 1, …. Columns: those of `syncs_frame`, and
    `day`     datetime64: midnight of the merchant's day on which it ran, without a zone; NaT without a time
    `minute`  Int64: minutes since midnight in the merchant's zone; NA without a time
    `cause`   category: for a failed sync the key of its cause in causes.toml, NaN for all others
    `place`   int: the record's index in `records`
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
    """Return the indices of the rows in order: sorted by time alone, which is quick, if no two are equal."""
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
    """Return the rows of a `history_frame` that match every filter, in the same order.

    `today`: the merchant's. A sync without a time matches no filter of days, and one that doesn't say whether
    it wrote data no filter of that. Text is searched in messages, status text, id and code, ignoring case. In
    messages and status text it also matches as names do in Find (ignoring accents, punctuation and kinds of
    blanks), and an invisible character matches by the escape that the page shows for it.
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
        keep &= _contains(frame, filters.text)
    return frame[keep]


def in_order(frame: pd.DataFrame, order: Order) -> pd.DataFrame:
    """Return the rows of a `history_frame` sorted by a column; equal ones stay newest first.

    Missing values come last in both directions. Outcomes are sorted by gravity, causes by their short names,
    the others by the value shown.
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
    """Return a `Day` for every day from `first` to `last`, both included, as `insight.days.days_of` does.

    `frame`: a whole `history_frame`. Days without a sync are included, without an outcome.
    """
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
    """Return the outcome that each day ended in, by the rule of `failing.ended_in`.

    `within`: rows of a `history_frame`. A day without a finished sync is left out.
    """
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
    """Return the status codes that occur, sorted."""
    return sorted(int(code) for code in frame["code"].dropna().unique())


def _causes(rows: Sequence[CompanySyncStatus], frame: pd.DataFrame) -> pd.Categorical:
    """Return the key of the cause of each failed sync, in the order of `rows`; NaN for all others.

    Equal failures are looked up once.
    """
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
    """Return the short name of each failure's cause in lower case, NaN for all others."""
    names = {key: cause_name(key).lower() for key in frame["cause"].cat.categories}
    return frame["cause"].astype("object").map(names)


def _messages_shown(frame: pd.DataFrame) -> pd.Series[str]:
    """Return the message of each sync, as `catalogue.message_of` chooses it; NaN if there is none."""
    message, technical = (frame[name].str.strip() for name in ("message", "exception_message"))
    shown = message.where(message.notna() & (message != ""), technical)
    return shown.where(shown != "")


def _contains(frame: pd.DataFrame, text: str) -> pd.Series[bool]:
    """Return for each row whether a text occurs in it: as typed, or folded as Find folds names."""
    found = pd.Series(data=False, index=frame.index)
    for column in (*(frame[name] for name in _TEXTS), frame["code"].astype("str")):
        found |= _matches(column, text)
    occurs_in = _matcher(text)
    for name in _MESSAGES:
        found |= _matches_folded(frame[name], occurs_in)
    return found


def _matches(column: pd.Series[str], text: str) -> np.ndarray:
    pattern = text.encode(errors="backslashreplace").decode()  # as the frame writes halves of characters
    matched = pc.match_substring(pa.array(column, pa.large_string()), pattern, ignore_case=True)
    found: np.ndarray = pc.fill_null(matched, fill_value=False).to_numpy(zero_copy_only=False)
    return found


def _matches_folded(column: pd.Series[str], occurs_in: Callable[[str], bool]) -> np.ndarray:
    """Return for each text of a column whether it matches; equal texts are searched once."""
    kinds = pa.array(column, pa.large_string()).dictionary_encode()
    by_kind = np.array([*(occurs_in(text) for text in kinds.dictionary.to_pylist()), False])
    found: np.ndarray = by_kind[pc.fill_null(kinds.indices, len(by_kind) - 1).to_numpy()]
    return found


def _matcher(text: str) -> Callable[[str], bool]:
    """Return a search for a folded text; one of signs alone, which folding removes, is searched unfolded."""
    if wanted := folded(text):
        return lambda message: wanted in _searchable(message)
    return lambda message: text in one_line(message, _MOST_OF_ONE * len(message))


def _searchable(text: str) -> str:
    """Return a text as it is searched: folded, and folded as the page shows it, with escapes."""
    if text.isascii() and text.isprintable():
        return folded(text)
    return f"{folded(text)}\n{folded(visible(text))}"
