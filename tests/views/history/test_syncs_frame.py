"""Records as a pandas table."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.insight.outcome import outcome_of
from dashboard.views.history.syncs_frame import syncs_frame

RECORD = CompanySyncStatus(
    sync_id="c41b09e2-77aa-4f10-a2b4-0c9d1e5f7788",
    sync_status_code=4000,
    sync_status="ValidateError",
    error_message="Tax rate does not exist or is invalid",
    sync_utc_text="2026-11-11T02:14:00.5359678Z",
    data_pushed=True,
)
TEXTS = st.none() | st.text(st.characters(), max_size=20)
RECORDS = st.builds(
    CompanySyncStatus,
    sync_id=TEXTS,
    sync_status_code=st.none() | st.integers(-(2**31), 2**31 - 1),
    sync_status=TEXTS,
    error_message=TEXTS,
    sync_exception_message=TEXTS,
    sync_utc_text=TEXTS | st.just("2026-11-11T02:14:00Z"),
    data_pushed=st.none() | st.booleans(),
)


def test_a_record_becomes_a_row():
    row = syncs_frame([RECORD]).iloc[0]
    assert row["sync_id"] == RECORD.sync_id
    assert (row["code"], row["outcome"], row["data_pushed"]) == (4000, "failed", True)
    assert (row["status_text"], row["message"]) == ("ValidateError", RECORD.error_message)


def test_times_are_instants_in_utc_to_the_microsecond():
    frame = syncs_frame([RECORD])
    assert str(frame["sync_utc"].dtype) == "datetime64[us, UTC]"
    assert frame["sync_utc"][0] == pd.Timestamp("2026-11-11T02:14:00.535967Z")


def test_the_text_of_a_time_is_kept_as_it_came():
    assert syncs_frame([RECORD])["sync_utc_text"][0] == "2026-11-11T02:14:00.5359678Z"


def test_what_is_missing_is_missing_and_not_zero_or_false():
    row = syncs_frame([CompanySyncStatus()]).iloc[0]
    assert row.drop("outcome").isna().all()
    assert row["outcome"] == "unknown"


def test_no_record_makes_an_empty_table_of_the_same_types():
    assert syncs_frame([]).dtypes.to_dict() == syncs_frame([RECORD]).dtypes.to_dict()


def test_rows_keep_the_order_in_which_they_came():
    ids = [f"id-{at}" for at in (3, 1, 2)]
    assert list(syncs_frame([CompanySyncStatus(sync_id=one) for one in ids])["sync_id"]) == ids


def test_half_a_character_is_written_out_since_arrow_has_no_place_for_it():
    assert syncs_frame([CompanySyncStatus(error_message="a\ud800")])["message"][0] == "a\\ud800"


def test_each_row_has_the_outcome_of_its_own_code_and_text():
    shown = [(2000, None), (None, "Complete"), (5080, None), (7, None), (2040, "x"), (None, None), (1000, "")]
    records = [CompanySyncStatus(sync_status_code=code, sync_status=text) for code, text in shown]
    for some in (records, records[::2], [records[0], records[2]]):
        assert list(syncs_frame(some)["outcome"]) == [outcome_of(record) for record in some]


@given(st.lists(RECORDS, max_size=5))
def test_whatever_comes_makes_a_row_each(records):
    assert len(syncs_frame(records)) == len(records)
