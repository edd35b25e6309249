"""What the rules of `dashboard/insight` get of a `history_frame`: small counts, made from whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.insight.failures import CauseGroup, failures_of
from dashboard.insight.outcome import Outcome, is_over

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.insight.failures import Counted

_OVER: Final = [outcome.value for outcome in Outcome if is_over(outcome)]


def failures(frame: pd.DataFrame) -> list[CauseGroup]:
    """Return the failed syncs of a `history_frame`, all or some of a company's, grouped by cause."""
    return failures_of(cause_counts(frame), newest_cause(frame))


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


def newest_cause(frame: pd.DataFrame) -> str | None:
    """Return the cause of the newest sync that has ended; None if that one succeeded, or has no time."""
    ended = frame["outcome"].isin(_OVER).to_numpy()
    if not ended.any():
        return None
    newest = frame.iloc[int(ended.argmax())]
    cause = newest["cause"]
    return cause if isinstance(cause, str) and not pd.isna(newest["sync_utc"]) else None


def untimed(frame: pd.DataFrame) -> int:
    """Return how many syncs have no time that can be read: they are in no chart."""
    return int(frame["sync_utc"].isna().sum())


def _moment(when: pd.Timestamp) -> datetime | None:
    return None if pd.isna(when) else when.to_pydatetime()
