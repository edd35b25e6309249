"""The text to copy and the JSON: the same content as the page, in five lines and in documented fields."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dashboard.insight.share.content import ShareContent, ShareDetail, SharePart
from dashboard.views.share.status_json import status_json
from dashboard.views.share.text import status_text
from tests.support.merchants import cases
from tests.views.share.makers import EVERY_DETAIL, content, viewed

OF_A_COMPANY = [each for each in SharePart if each is not SharePart.MERCHANTS]
WHY_AND_WHEN_OFF = (
    "Access to QuickBooks Online was withdrawn; the error dates from 15 Nov 09:22."
    " By our count, Codat will switch the sync off on 16 Dec."
)


def decoded(case: str, chosen: ShareContent | None = None) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(status_json(viewed(case, chosen)))
    return values


@pytest.mark.parametrize("case", cases())
def test_the_text_is_at_most_five_lines(case):
    lines = status_text(viewed(case)).splitlines()
    assert 3 <= len(lines) <= 5
    assert lines[-1].startswith("As of 20 Nov 2026")


def test_the_text_says_what_why_which_days_who_and_when():
    assert status_text(viewed("deauthorised")).splitlines() == [
        "Magpie Records: Sales since 15 Nov are not in QuickBooks Online",
        WHY_AND_WHEN_OFF,
        "Missing sales: 5 days, 15–19 Nov",
        "Next step for Magpie Records: link QuickBooks Online again and allow access.",
        "As of 20 Nov 2026, 13:42 London (13:42 UTC)",
    ]


def test_the_text_of_a_company_without_missing_sales_says_how_that_is_known():
    assert "Missing sales: None (in the books up to 20 Nov 02:00, by Codat’s schedule)" in status_text(
        viewed("healthy")
    )


def test_the_text_leaves_out_what_isnt_shared():
    assert status_text(viewed("deauthorised", content({SharePart.CONNECTIONS}))).splitlines() == [
        "Magpie Records: Sync status",
        "As of 20 Nov 2026, 13:42 London (13:42 UTC)",
    ]


def test_the_json_says_the_answer_and_the_days():
    found = decoded("archived-tax-rate")
    assert found["version"] == 1
    assert found["as_of"] == "2026-11-20T13:42:00Z"
    assert found["answer"]["state"] == "failing"
    assert found["answer"]["headline"] == "Sales since 11 Nov are not in Xero"
    assert found["missing"]["days"] == 9
    assert found["missing"]["spans"] == [
        {"first": "2026-11-11", "last": "2026-11-19", "sure": True, "text": "11–19 Nov"}
    ]
    assert found["daily"]["days"][-1] == {
        "date": "2026-11-20", "status": "failed", "text": "Fri 20 Nov 02:25: failed", "recovered": False,
    }  # fmt: skip


def test_zero_missing_days_is_a_number_in_the_json():
    assert decoded("healthy")["missing"]["days"] == 0


@pytest.mark.parametrize("part", OF_A_COMPANY)
def test_a_part_that_isnt_shared_has_no_field_in_the_json(part):
    names = {
        SharePart.MISSING_DAYS: "missing",
        SharePart.DAILY_RESULTS: "daily",
        SharePart.BEFORE_AFTER: "turn",
    }
    name = names.get(part, part.value)
    assert name in decoded("archived-tax-rate", content({part}))
    assert name not in decoded("archived-tax-rate", content(set(OF_A_COMPANY) - {part}))


def test_details_that_arent_shared_have_no_fields_in_the_json():
    row = decoded("archived-tax-rate")["syncs"]["rows"][0]
    assert {"sync_id", "code", "message", "started_by"}.isdisjoint(row)
    with_details = decoded("archived-tax-rate", content(details=EVERY_DETAIL))
    assert {"sync_id", "code", "message"} <= set(with_details["syncs"]["rows"][0])
    assert "notes" not in decoded("archived-tax-rate", content(details={ShareDetail.IDS}))
