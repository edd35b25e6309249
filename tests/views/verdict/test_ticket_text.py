"""The ticket: one fact a line, times in full on the merchant's clock, nothing that counts from today."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.verdict.judge import judge
from dashboard.views.cause_words import Names
from dashboard.views.reader import Reader
from dashboard.views.theme import LOOKS
from dashboard.views.verdict.texts import texts_for_verdict
from dashboard.views.verdict.ticket_text import third_person, with_address
from tests.insight.verdict_makers import LONDON, NOW, at, judged, linked, nights, settings, sync
from tests.support.merchants import cases, reads

NAMES = Names("Xero", "Square", "Bluebird Coffee")
WELL = [2000] * 5
FROM_TODAY = (
    r"\b(to(day|night|morrow)|yesterday|last night|any time now|tomorrow|ago|in \d+ (h|min|s|days))\b"
)
MOMENTS = [NOW, NOW.replace(hour=0), NOW.replace(hour=3), NOW.replace(hour=23, minute=59)]
NEW_YORK = ZoneInfo("America/New_York")


def ticket(verdict, now=NOW, zone=LONDON, company_id="c-1"):
    return texts_for_verdict(verdict, NAMES, zone, now, company_id=company_id).ticket_text


def test_it_says_all_on_lines_of_their_own():
    syncs = [*nights(WELL, at(19)), sync(at(20), 5130, "The flux is\nout of phase")]
    assert ticket(judged(syncs)).splitlines() == [
        "Sales since 19 Nov 2026 are not in Xero",
        "Xero rejected what Codat tried to write.",
        "The error message isn’t one we recognise.",
        "Codat’s words: “The flux is out of phase”",
        "1. Merchant: find out what’s blocking new entries in Xero, and fix it.",
        (
            "2. Support team: once the problem is fixed, start a sync up to now. "
            "Until then, syncs will probably fail."
        ),
        "Sales missing: 1 day (from 19 Nov 2026 02:00, by Codat’s schedule)",
        "Days failing (our count): 1 of 31 (30 days until Codat switches it off, on 20 Dec 2026)",
        "Last successful sync: 19 Nov 2026 02:14 (wrote data)",
        "Next due: 21 Nov 2026 02:00 (failing day 2 if nothing changes)",
        "Company: Bluebird Coffee",
        "Company id: c-1",
        f"Sync id: {syncs[-1].sync_id}",
        "As of: 20 Nov 2026 13:42",
        "Time zone: Europe/London (the merchant’s)",
    ]


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize("case", cases())
def test_no_merchants_ticket_counts_from_today_or_bears_a_mark(case, now):
    text = ticket(reads(case, now).judged(), now)
    assert not re.search(FROM_TODAY, text.replace("up to now", ""), re.IGNORECASE)
    assert not {each for look in LOOKS.values() for each in look.mark if each in "●○✕◐▲■"} & set(text)
    assert all(line.strip() for line in text.splitlines())


@pytest.mark.parametrize("case", cases())
def test_a_ticket_is_the_same_whatever_zone_the_page_shows(case):
    verdict = reads(case).judged()
    assert ticket(verdict, zone=NEW_YORK) == ticket(verdict, zone=LONDON)
    assert f"\nTime zone: {verdict.zone.zone.key} (the merchant’s)" in ticket(verdict)


@pytest.mark.parametrize("case", cases())
def test_every_time_of_day_has_its_date_and_year(case):
    for time in re.finditer(r"\b\d\d:\d\d\b", ticket(reads(case).judged())):
        assert re.search(r"\d{1,2} [A-Z][a-z]{2} \d{4} (at )?$", time.string[: time.start()]), time.string


@pytest.mark.parametrize("case", cases())
def test_it_addresses_nobody(case):
    steps = re.findall(r"^\d\. .*$", ticket(reads(case).judged()), re.MULTILINE)
    assert steps
    assert not re.search(r"\byou(r)?\b|copy the text", "\n".join(steps), re.IGNORECASE)


def test_it_names_the_sync_that_hangs():
    hangs = sync(NOW - timedelta(hours=10), 1010)
    found = ticket(judged([*nights(WELL, at(19)), hangs]))
    assert f"\nSync id: {hangs.sync_id}\n" in found
    assert (
        "A sync has been running since 20 Nov 2026 03:42\nIt hasn’t finished, so it’s probably stuck."
        in found
    )


def test_that_few_days_are_left_is_shown_by_the_day():
    found = ticket(judged(nights([2000, *[4000] * 30])))
    assert "By our count, Codat will switch the sync off on 21 Nov 2026." in found
    assert "Days failing (our count): 30 of 31 (1 day until Codat switches it off, on 21 Nov 2026)" in found


def test_that_of_a_company_that_nobody_knows_says_what_is_not_known():
    verdict = judge(None, None, None, NOW, company_missing=True)
    assert "\nCompany id: unknown\nSync id: unknown\n" in ticket(verdict, company_id="")


def test_a_long_name_stays_in_the_headline():
    verdict = judge([*nights([*WELL, 4000])], linked(), settings(), NOW)
    names = Names("The Accountants’ Bookkeeping", "Square", "B")
    assert (
        "are not in The Accountants’ Bookkeeping\n"
        in texts_for_verdict(verdict, names, LONDON, NOW).ticket_text
    )


def test_the_pages_address_is_at_the_end_where_it_is_known():
    assert with_address("Sales", "https://desk.example/company?company=1") == (
        "Sales\nPage: https://desk.example/company?company=1"
    )
    assert with_address("Sales", "") == "Sales"


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (("You", "ask Codat; copy the text for them."), "Support team: ask Codat."),
        (("Merchant", "go through it with you."), "Merchant: go through it with the support team."),
        (("No action needed", ""), "No action needed."),
    ],
)
def test_a_step_is_shown_of_others(step, found):
    assert third_person(*step) == found


@pytest.mark.parametrize("reader", [Reader.STARTS, Reader.STARTS_ELSEWHERE])
def test_it_says_nothing_of_where_it_was_copied(reader):
    verdict = judged(nights([*WELL, 4000]))
    found = texts_for_verdict(verdict, NAMES, LONDON, NOW, reader=reader).ticket_text
    assert "once the problem is fixed, start a sync up to now." in found
    assert "from here" not in found
