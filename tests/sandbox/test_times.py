"""Times of the wire."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.times import read_time, text_seven, text_z

INSTANT = datetime(2026, 11, 11, 2, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-11T02:14:00Z",
        "2026-11-11T02:14:00.0000000Z",
        "2026-11-11T02:14:00",
        "2026-11-11 02:14",
        "2026-11-10T21:14:00-05:00",
        "2026-11-11T02:14:00.000+00:00",
        " 2026-11-11T02:14:00Z ",
    ],
)
def test_one_instant_in_many_forms(text):
    assert read_time(text) == INSTANT


def test_a_bare_date_is_its_midnight_in_utc():
    assert read_time("2026-11-11") == datetime(2026, 11, 11, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", 5, None, {}, "9999-12-31T23:59:59-12:00"])
def test_what_is_no_time_is_none(text):
    assert read_time(text) is None


@pytest.mark.parametrize("write", [text_z, text_seven])
@pytest.mark.parametrize("year", [1, 999, 2026])
def test_what_is_written_is_read_again(write, year):
    at = INSTANT.replace(year=year)
    assert read_time(write(at)) == at
