"""Syncs as a pandas DataFrame: Codat's records as columns, and what each outcome is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.insight.outcome import Outcome, outcome_of_code, says_it_overlaps

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus

OUTCOME_TYPE = pd.CategoricalDtype([outcome.value for outcome in Outcome])
_PLACES = {outcome: place for place, outcome in enumerate(Outcome)}
_TEXT = pa.large_string()
_INSTANT = pa.timestamp("us", "UTC")
_TYPES = {
    _TEXT: pd.StringDtype(na_value=np.nan),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
_USUAL_TIME = r"^(19[7-9]\d|20\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$"
"""The form of times that Arrow parses as `CompanySyncStatus.sync_utc` does; others are parsed by that."""


def syncs_frame(records: Iterable[CompanySyncStatus]) -> pd.DataFrame:
    """Return a DataFrame with one row a sync, in the order given.

    Columns: sync_id, sync_utc (UTC, in microseconds; NaT if missing or unreadable), code (Int64), outcome
    (category of `Outcome` values), status_text, message, exception_message, data_pushed (boolean) and
    sync_utc_text. Missing text is NaN. Texts are as received, except that lone surrogates are escaped, since
    Arrow can't store them.
    """
    rows = list(records)
    codes = pa.array([row.sync_status_code for row in rows], pa.int64())
    states = [row.sync_status for row in rows]
    times = _texts([row.sync_utc_text for row in rows])
    table = pa.table(
        {
            "sync_id": _texts([row.sync_id for row in rows]),
            "sync_utc": _instants(times, rows),
            "code": codes,
            "status_text": _texts(states),
            "message": _texts([row.error_message for row in rows]),
            "exception_message": _texts([row.sync_exception_message for row in rows]),
            "data_pushed": pa.array([row.data_pushed for row in rows], pa.bool_()),
            "sync_utc_text": times,
        }
    )
    frame: pd.DataFrame = table.to_pandas(types_mapper=_TYPES.get, use_threads=False)
    frame.insert(3, "outcome", _outcomes(codes, states, rows))
    return frame


def _texts(values: list[str | None]) -> pa.Array:
    try:
        return pa.array(values, _TEXT)
    except UnicodeEncodeError:
        return pa.array([text and text.encode(errors="backslashreplace").decode() for text in values], _TEXT)


def _instants(times: pa.Array, rows: list[CompanySyncStatus]) -> pa.Array:
    """Parse the times all at once if all have the usual form, else one by one."""
    if pc.all(pc.match_substring_regex(times, _USUAL_TIME)).as_py() is not False:
        try:
            return times.cast(pa.timestamp("ns", "UTC")).cast(_INSTANT, safe=False)  # cut, not rounded
        except pa.ArrowInvalid:  # the 30th of February
            pass
    return pa.array([row.sync_utc for row in rows], _INSTANT)


def _outcomes(codes: pa.Array, states: list[str | None], rows: list[CompanySyncStatus]) -> pd.Series[str]:
    """Return the outcome of each sync, judged as by `outcome_of`, but each different code only once.

    If a code alone doesn't decide, each different pair of code and text is judged; failures are checked for
    an overlap one by one.
    """
    kinds = codes.dictionary_encode(null_encoding="encode")
    by_kind = [outcome_of_code(code) for code in kinds.dictionary.to_pylist()]
    if Outcome.UNKNOWN in by_kind:
        pairs = list(zip(codes.to_pylist(), states, strict=True))
        by_pair = {pair: _PLACES[outcome_of_code(*pair)] for pair in set(pairs)}
        places = np.array([by_pair[pair] for pair in pairs], np.int8)
    else:
        places = np.array([_PLACES[outcome] for outcome in by_kind], np.int8)[kinds.indices.to_numpy()]
    for at in np.flatnonzero(places == _PLACES[Outcome.FAILED]).tolist():
        if says_it_overlaps(rows[at]):
            places[at] = _PLACES[Outcome.SKIPPED]
    return pd.Series(pd.Categorical.from_codes(places, dtype=OUTCOME_TYPE))
