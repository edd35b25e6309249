"""What may be asked for, and what an intent is."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id

COMPANY = "8a210b68-6988-11ed-a1eb-0242ac120002"
ID = "7d20c1aa-5b13-4e0e-9f5e-2f60b5a1c0de"
EIGHTH = datetime(2026, 11, 8, tzinfo=UTC)


def test_up_to_now_names_no_date():
    assert (RequestedRange.up_to_now().start, RequestedRange.up_to_now().finish) == (None, None)


def test_up_to_a_moment_has_only_a_finish():
    assert (RequestedRange.up_to(EIGHTH).start, RequestedRange.up_to(EIGHTH).finish) == (None, EIGHTH)


def test_a_range_may_end_where_it_begins():
    assert RequestedRange.between(EIGHTH, EIGHTH).finish == EIGHTH


def test_instants_are_kept_in_utc():
    eastern = timezone(timedelta(hours=-5))
    asked = RequestedRange.between(
        datetime(2026, 11, 8, tzinfo=eastern), datetime(2026, 11, 9, tzinfo=eastern)
    )
    assert (asked.start, asked.finish) == (
        datetime(2026, 11, 8, 5, tzinfo=UTC),
        datetime(2026, 11, 9, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize("naive", [datetime(2026, 11, 8), EIGHTH.replace(tzinfo=None)])  # noqa: DTZ001 -- the case
def test_a_date_without_zone_cannot_be_asked_for(naive):
    with pytest.raises(ValueError, match="zone"):
        RequestedRange.up_to(naive)
    with pytest.raises(ValueError, match="zone"):
        RequestedRange.between(naive, EIGHTH)


def test_a_range_must_not_end_before_it_starts():
    with pytest.raises(ValueError, match="range"):
        RequestedRange.between(EIGHTH, EIGHTH - timedelta(seconds=1))


def test_a_start_alone_cannot_be_asked_for():
    with pytest.raises(ValueError, match="range"):
        RequestedRange(EIGHTH, None)


def test_the_log_names_what_was_asked():
    assert str(RequestedRange.up_to_now()) == "up to now"
    assert str(RequestedRange.up_to(EIGHTH)) == "up to 2026-11-08T00:00:00Z"
    assert (
        str(RequestedRange.between(EIGHTH, EIGHTH + timedelta(days=1)))
        == "2026-11-08T00:00:00Z to 2026-11-09T00:00:00Z"
    )


def test_two_spellings_of_a_company_are_one_company():
    shouted = Intent(ID.upper(), COMPANY.upper(), RequestedRange.up_to_now())
    assert (shouted.id, shouted.company_id) == (ID, COMPANY)


@pytest.mark.parametrize("wrong", ["", "latest", "8a210b68", f"{COMPANY}?a=b", "../../config"])
def test_what_is_no_uuid_is_refused(wrong):
    with pytest.raises(ValueError, match="UUID"):
        Intent(ID, wrong, RequestedRange.up_to_now())
    with pytest.raises(ValueError, match="UUID"):
        Intent(wrong, COMPANY, RequestedRange.up_to_now())


def test_each_intent_gets_an_id_of_its_own():
    assert len({new_intent_id() for _ in range(100)}) == 100
