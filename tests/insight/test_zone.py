"""Which zone a merchant's days are counted in."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.zone import MerchantZone, ZoneChoice, merchant_zone, zone_named


@dataclass(frozen=True)
class _Schedule:
    time_zone: str | None


@dataclass(frozen=True)
class _Configuration:
    schedule: _Schedule | None


def _zone(name: str | None) -> MerchantZone:
    return merchant_zone(_Configuration(_Schedule(name)))


@pytest.mark.parametrize("name", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"])
def test_an_iana_name_is_taken_as_it_is(name):
    found = _zone(name)
    assert (found.zone.key, found.name, found.note) == (name, name, None)


@pytest.mark.parametrize(
    ("windows", "iana"),
    [
        ("GMT Standard Time", "Europe/London"),
        ("Eastern Standard Time", "America/New_York"),
        ("AUS Eastern Standard Time", "Australia/Sydney"),
    ],
)
def test_a_windows_name_means_its_iana_zone(windows, iana):
    assert _zone(windows).zone.key == iana


@pytest.mark.parametrize("name", ["europe/london", " Europe/London ", "EUROPE/LONDON"])
def test_case_and_spaces_do_not_matter(name):
    assert _zone(name).zone.key == "Europe/London"


@pytest.mark.parametrize("name", [None, "", "  "])
def test_no_zone_means_utc_as_codat_says(name):
    assert _zone(name).zone.key == "Etc/UTC"


def test_a_configuration_without_a_schedule_means_utc():
    assert merchant_zone(_Configuration(None)).zone.key == "Etc/UTC"


def test_a_set_up_that_could_not_be_read_means_utc_and_says_so():
    found = merchant_zone(None)
    assert found.zone.key == "Etc/UTC"
    assert "could not be read" in (found.note or "")


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", "Europe", "GMT+25", "\x00", "a" * 5000])
def test_an_unknown_zone_falls_to_utc_and_says_so(name):
    found = _zone(name)
    assert found.zone.key == "Etc/UTC"
    assert "isn’t recognised" in (found.note or "")


@given(st.text())
def test_no_name_breaks_it(name):
    assert zone_named(name).zone is not None


def test_there_are_three_clocks_to_choose_from():
    assert [choice.value for choice in ZoneChoice] == ["merchant", "mine", "utc"]
