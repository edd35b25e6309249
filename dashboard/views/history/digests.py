"""What the rules of `dashboard/insight` get of a `history_frame`: small counts, made from whole columns."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.insight.runs import CLOCKS_DIFFER

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.insight.history.failures import Counted

LONG_AGO: Final = timedelta(days=3653)
"""What bears a time ten years back or more stands in no chart: it would press all others together."""


def cause_counts(frame: pd.DataFrame) -> dict[str, Counted]:
    """Return of each cause that occurs how many syncs failed with it, and when the first and last did."""
    by_cause = frame.groupby("cause", observed=True)["sync_utc"].agg(["size", "min", "max"])
    return {
        str(key): (int(count), _moment(first), _moment(last))
        for key, count, first, last in zip(
            by_cause.index, by_cause["size"], by_cause["min"], by_cause["max"], strict=True
        )
        if count
    }


def untimed(frame: pd.DataFrame) -> int:
    """Return how many syncs have no time that can be read: they are in no chart."""
    return int(frame["sync_utc"].isna().sum())


def ahead(frame: pd.DataFrame, now: datetime) -> int:
    """Return how many syncs bear a time that is still to come, as `runs.Runs.ahead` counts them."""
    return int(_ahead(frame, now).sum())


def long_ago(frame: pd.DataFrame, now: datetime) -> int:
    """Return how many syncs bear a time too long ago for a chart."""
    return int(_long_ago(frame, now).sum())


def charted(frame: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Return the rows of a `history_frame` that stand in charts: those with a time that can be, in order."""
    keep = frame["sync_utc"].notna() & ~_ahead(frame, now) & ~_long_ago(frame, now)
    return frame if keep.all() else frame[keep]


def _ahead(frame: pd.DataFrame, now: datetime) -> pd.Series[bool]:
    return frame["sync_utc"] > now + CLOCKS_DIFFER


def _long_ago(frame: pd.DataFrame, now: datetime) -> pd.Series[bool]:
    return frame["sync_utc"] < now - LONG_AGO


def _moment(when: pd.Timestamp) -> datetime | None:
    return None if pd.isna(when) else when.to_pydatetime()
