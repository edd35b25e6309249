"""Home's merchants as a file: all values, hostile names as text, and never a state that no one knows."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from dashboard.export.about import About
from dashboard.export.fleet_rows import export_fleet
from dashboard.insight.fleet.work import CompanyWork
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state, id_of

ABOUT = About("", "", ["State: failing"], "most urgent first", ZoneInfo("Europe/London"), "London", NOW, 2, 9)
FAILING = a_state(
    cause="tax-rate", cause_words="tax rate invalid", code=4000, began=NOW - timedelta(days=9),
    days_missing=9, fewest_missing=5, switch_off_days=21, strip="o" * 21 + "x" * 9,
)  # fmt: skip


def lines(rows, works=None):
    return list(
        csv.DictReader(io.StringIO(export_fleet(rows, works or {}, "csv", ABOUT).decode("utf-8-sig")))
    )


def test_a_failing_merchant_with_all_that_is_known():
    row = a_row(1, FAILING, name="Bluebird", shops="Square", tags={"region": "EU"})
    found = lines([row], {id_of(1): CompanyWork(id_of(1), owner="Ada")})[0]
    assert (found["Company"], found["Company id"], found["Tags"]) == ("Bluebird", id_of(1), "region: EU")
    assert (found["State"], found["Mark"], found["Cause"], found["Code"]) == (
        "failing 9 days", "failing", "tax rate invalid", "4000",
    )  # fmt: skip
    assert (found["Missing days, least"], found["Missing days, most"], found["Days left"]) == ("5", "9", "21")
    assert (found["Who acts"], found["Owner"]) == ("Merchant", "Ada")
    assert found["Failing since (UTC)"].startswith("2026-11-11T09:00")
    assert found["Last 30 days"] == "o" * 21 + "x" * 9


def test_a_merchant_that_was_never_read_has_no_state():
    found = lines([a_row(1)])[0]
    assert found["State"] == "not checked yet"
    assert {found[each] for each in ("Mark", "Cause", "Who acts", "Checked (UTC)", "Last 30 days")} == {""}


def test_a_name_that_looks_like_a_formula_stays_text():
    found = lines([a_row(1, name="=1+1", tags={"@a": "+b"})])[0]
    assert not found["Company"].startswith("=")
    assert not found["Tags"].startswith(("@", "+"))


def test_rows_stay_in_their_order_and_json_lines_say_what_is_in_the_file():
    made = export_fleet([a_row(2), a_row(1)], {}, "jsonl", ABOUT).decode().splitlines()
    records = [json.loads(each) for each in made]
    assert [each["company_id"] for each in records if "company_id" in each] == [id_of(2), id_of(1)]
    assert export_fleet([a_row(2)], {}, "xlsx", ABOUT).startswith(b"PK")
