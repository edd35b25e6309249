"""How a zone is called on pages and in files: never the wrong way round."""

import io
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import openpyxl
import pytest
from tzlocal.windows_tz import win_tz

from codat_client import Schedule
from dashboard.export.files import export
from dashboard.insight.zone import zone_named
from dashboard.views import times
from dashboard.views.setup import summary
from tests.export.samples import about, frame_of, sync
from tests.views.company.test_sections import schedule, visible

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
OFFSET = re.compile(r"(?:UTC|GMT)([+-]\d{1,2})")
FIXED = sorted(name for name in win_tz if OFFSET.fullmatch(name))


def _ahead(name: str) -> timedelta | None:
    """Return by how much a zone called so is ahead of UTC, where its name tells it."""
    found = OFFSET.search(name)
    return timedelta(hours=int(found[1])) if found else None


def test_a_name_that_shows_an_offset_shows_the_right_one():
    zones = [ZoneInfo(key) for key in sorted(available_timezones() - {"localtime"})]
    wrong = [
        name
        for zone in zones
        for name in (times.zone_name(zone), times.zone_in_full(zone))
        if _ahead(name) not in {None, NOW.astimezone(zone).utcoffset()}
    ]
    assert wrong == []


@pytest.mark.parametrize("windows", FIXED)
def test_a_windows_zone_of_an_offset_keeps_its_sign_on_every_page(windows):
    merchant = zone_named(windows)
    shown = (
        times.zone_name(merchant.zone),
        times.merchant_zone_name(merchant),
        summary.zone_words(Schedule(), merchant),
        visible(schedule(windows)),
    )
    assert {_ahead(each) for each in shown} == {_ahead(windows)}


def test_windows_has_zones_that_are_named_by_their_offset():
    assert {"UTC-11", "UTC+13"} <= set(FIXED)


def test_a_moment_is_shown_with_the_offset_it_is_shown_in():
    assert times.all_zones(NOW, zone_named("UTC-11")) == "20 Nov 2026 02:42 UTC-11 · 13:42 UTC"
    assert times.all_zones(NOW, zone_named("UTC+13")) == "21 Nov 2026 02:42 UTC+13 · 20 Nov 13:42 UTC"


@pytest.mark.parametrize(("key", "name"), [("Europe/London", "Europe/London"), ("Etc/GMT+11", "UTC-11")])
def test_a_zone_in_full_is_its_iana_name_unless_that_misleads(key, name):
    assert times.zone_in_full(ZoneInfo(key)) == name


def test_a_zone_that_is_not_known_here_keeps_the_name_that_codat_gave():
    assert times.merchant_zone_name(zone_named("Mars/Olympus")) == "Mars/Olympus"
    assert "Mars/Olympus" in visible(schedule("Mars/Olympus"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_head_their_columns_with_the_offset(kind):
    zone = zone_named("UTC-11").zone
    syncs = frame_of(sync())
    file = export(syncs, kind, about(syncs, zone=zone, zone_label=times.zone_name(zone)))
    found = _cells(file) if kind == "xlsx" else file.decode("utf-8-sig")
    assert "Ran (UTC-11)" in found
    assert "GMT" not in found


def _cells(file: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(file))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row)


@pytest.mark.parametrize("name", ["localtime", "Factory"])
def test_a_name_that_means_no_zone_of_a_merchant_is_not_known(name):
    assert zone_named(name).zone.key == "Etc/UTC"
    assert "isn’t recognised" in (zone_named(name).note or "")
