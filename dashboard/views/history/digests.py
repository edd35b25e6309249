"""Counts over a `history_frame` for the rules in `dashboard/insight`, made from whole columns."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.insight.runs import CLOCKS_DIFFER

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.insight.history.failures import Counted

LONG_AGO: Final = timedelta(days=3653)
"""Charts leave out syncs from ten years ago or earlier: they would squeeze all others together."""


def cause_counts(frame: pd.DataFrame) -> dict[str, Counted]:
    """Return, for each cause that occurs, how many syncs failed with it, and when the first and last did."""
    by_cause = frame.groupby("cause", observed=True)["sync_utc"].agg(["size", "min", "max"])
    return {
        str(key): (int(count), _moment(first), _moment(last))
        for key, count, first, last in zip(
            by_cause.index, by_cause["size"], by_cause["min"], by_cause["max"], strict=True
        )
        if count
    }


def untimed(frame: pd.DataFrame) -> int:
    """Return how many syncs have no readable time; charts leave them out."""
    return int(frame["sync_utc"].isna().sum())


def ahead(frame: pd.DataFrame, now: datetime) -> int:
    """Return how many syncs have a time in the future, as `SyncRuns.ahead` counts them."""
    return int(_ahead(frame, now).sum())


def long_ago(frame: pd.DataFrame, now: datetime) -> int:
    """Return how many syncs ran too long ago for a chart."""
    return int(_long_ago(frame, now).sum())


def charted(frame: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Return the rows of a `history_frame` that charts show, in order: those with a plausible time."""
    keep = frame["sync_utc"].notna() & ~_ahead(frame, now) & ~_long_ago(frame, now)
    return frame if keep.all() else frame[keep]


def _ahead(frame: pd.DataFrame, now: datetime) -> pd.Series[bool]:
    return frame["sync_utc"] > now + CLOCKS_DIFFER


def _long_ago(frame: pd.DataFrame, now: datetime) -> pd.Series[bool]:
    return frame["sync_utc"] < now - LONG_AGO


def _moment(when: pd.Timestamp) -> datetime | None:
    return None if pd.isna(when) else when.to_pydatetime()
