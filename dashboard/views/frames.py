"""Records as pandas tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.insight.outcome import Outcome, outcome_of

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus

OUTCOME_TYPE = pd.CategoricalDtype([outcome.value for outcome in Outcome])


def syncs_frame(records: Iterable[CompanySyncStatus]) -> pd.DataFrame:
    """Return one row a sync, in the order they came.

    Columns: sync_id, sync_utc (UTC to the microsecond, NaT when missing or unreadable), code (Int64), outcome
    (category of `Outcome` values), status_text, message, exception_message, data_pushed (boolean) and
    sync_utc_text. Missing text is NaN. Texts are as they came, but for halves of characters: Arrow has no
    place for those.
    """
    rows = list(records)
    return pd.DataFrame(
        {
            "sync_id": _texts(row.sync_id for row in rows),
            "sync_utc": pd.Series([row.sync_utc for row in rows], dtype="datetime64[us, UTC]"),
            "code": pd.array([row.sync_status_code for row in rows], dtype="Int64"),
            "outcome": pd.Series([outcome_of(row).value for row in rows], dtype=OUTCOME_TYPE),
            "status_text": _texts(row.sync_status for row in rows),
            "message": _texts(row.error_message for row in rows),
            "exception_message": _texts(row.sync_exception_message for row in rows),
            "data_pushed": pd.array([row.data_pushed for row in rows], dtype="boolean"),
            "sync_utc_text": _texts(row.sync_utc_text for row in rows),
        },
    )


def _texts(values: Iterable[str | None]) -> pd.Series[str]:
    return pd.Series([_whole(value) for value in values], dtype="str")


def _whole(text: str | None) -> str | None:
    if text is None or text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
