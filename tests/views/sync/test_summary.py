"""The words of the Sync page: what became of one sync, the record as it came."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus, NoAnswer, NotFound
from dashboard.insight.gap import Range
from dashboard.insight.start.attempt import ReportedRange
from dashboard.insight.sync_range import RangeBasis, SyncRange
from dashboard.insight.zone import zone_named
from dashboard.views.cause_words import Names, why
from dashboard.views.sync import summary

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CLOCK = summary.SyncPageClock(zone_named("Europe/London"), BERLIN, ZoneInfo("Europe/London"), NOW)
ID = "c41b09e2-77aa-4f10-a2b4-0c9d1e5f7788"
UNREAD = SyncRange(RangeBasis.NO_LIST)
SALES = Range(datetime(2026, 11, 11, 2, tzinfo=UTC), datetime(2026, 11, 20, 2, tzinfo=UTC))
FAILED = CompanySyncStatus(
    sync_id=ID,
    sync_status_code=4000,
    sync_status="ValidateError",
    error_message="Tax rate does not exist or is invalid",
    sync_utc_text="2026-11-20T02:11:00Z",
    data_pushed=False,
)


def sync(code=2000, utc="2026-11-11T02:14:00Z", sync_id="a", **told):
    return CompanySyncStatus(sync_id=sync_id, sync_status_code=code, sync_utc_text=utc, **told)


def answer(record, success=None):
    return summary.answer(record, success, CLOCK, why(record, Names()))


def test_a_stuck_sync_has_the_mark_and_the_words_of_its_company():
    hangs = sync(1010, "2026-11-20T02:16:00Z")
    told = summary.answer(hangs, None, CLOCK, replace(why(hangs, Names()), stuck=True))
    assert (told.mark, told.headline) == ("late", "This sync has been running since today 02:16")


def text(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def fact(label, record, covers=UNREAD, likely=None):
    return text(dict(summary.facts(record, covers, likely, "", CLOCK))[label])


HEADLINES = [
    (FAILED, "This sync failed, today 02:11"),
    (sync(5130, data_pushed=True), "This sync failed, partly written, 11 Nov 02:14"),
    (sync(2000, data_pushed=True), "This sync wrote data, 11 Nov 02:14"),
    (sync(2000, data_pushed=False), "This sync succeeded, 11 Nov 02:14"),
    (sync(2040), "This sync found nothing to write, 11 Nov 02:14"),
    (sync(1000, "2026-11-20T13:40:00Z"), "This sync is running, today 13:40"),
    (sync(7), "How this sync ended is not known, 11 Nov 02:14"),
    (sync(2040, "half past two"), "This sync found nothing to write"),
]


@pytest.mark.parametrize(("record", "headline"), HEADLINES)
def test_the_headline_says_how_it_ended_and_when_it_ran(record, headline):
    assert answer(record).headline == headline


def test_a_failed_sync_says_why_in_codats_words_too_and_who_acts():
    told = answer(FAILED)
    assert "tax rate" in told.reason
    assert "Tax rate does not exist or is invalid" in told.said
    assert told.steps[0][0] == "Merchant"


def test_that_a_later_sync_succeeded_is_said_without_claiming_that_it_covered_these_days():
    unsure = replace(why(FAILED, Names()), may_be_covered=True)
    told = summary.answer(FAILED, sync(2000, "2026-11-20T09:00:00Z"), CLOCK, unsure)
    later = "a later sync succeeded, today 09:00; whether it covered these days is not told."
    assert told.steps[0] == ("Mind", later)
    assert told.steps[1][0] == "Merchant"


def test_a_sync_that_codat_does_not_know_is_told_apart_from_a_failed_read():
    unknown, failed = (
        summary.not_there(NotFound("Not found.")),
        summary.not_there(NoAnswer("No answer in 20 s.")),
    )
    assert unknown.headline == "Codat knows no sync with this id here"
    assert (failed.headline, failed.reason) == ("This sync could not be read", "No answer in 20 s.")


def test_a_failed_read_gives_the_correlation_id():
    assert summary.not_there(NoAnswer("No.", correlation_id="abc")).said == "Codat’s correlation id: abc."


def test_a_bad_id_in_the_address_is_quoted_and_none_is_said_to_be_none():
    assert summary.bad_id("rm -rf").said == "In the address: “rm -rf”"
    assert summary.bad_id("").headline == "No sync is chosen"


def test_what_stands_in_for_a_failed_read_says_from_when_and_where_it_is():
    error = NoAnswer("Codat didn't answer within 20 s.", correlation_id="abc")
    _, told = summary.trouble(error, datetime(2026, 11, 20, 13, 40, tzinfo=UTC), CLOCK, own=False)
    assert text(told) == (
        "Codat didn't answer within 20 s. Codat’s correlation id: abc. "
        "What you see is that of the list, from today 13:40."
    )


def test_the_facts_name_code_status_meaning_and_messages():
    assert fact("Code", FAILED) == "4000 configuration error"
    assert fact("Codat’s status", FAILED) == "ValidateError"
    assert fact("Message", FAILED) == "Tax rate does not exist or is invalid"
    assert (fact("Technical message", FAILED), fact("Wrote data", FAILED)) == ("none", "no")


def test_the_time_is_told_in_three_zones_and_as_it_came():
    assert fact("Ran", FAILED) == "20 Nov 2026 02:11 London · 02:11 UTC · 03:11 yours"
    assert fact("As it came", FAILED) == "2026-11-20T02:11:00Z"


def test_a_time_that_can_not_be_read_is_shown_as_it_came():
    assert fact("Ran", sync(utc="half past two")) == "not readable as a time: half past two"
    assert fact("Ran", sync(utc=None)) == "not told by Codat"


def test_what_codat_leaves_out_is_not_told():
    empty = CompanySyncStatus()
    assert (fact("Wrote data", empty), fact("Codat’s status", empty)) == ("not told", "not told")
    assert fact("Range", empty) == "not known"


@pytest.mark.parametrize(
    ("basis", "said"), [(RangeBasis.TOLD, "reported by Codat"), (RangeBasis.DERIVED, "by the schedule")]
)
def test_a_range_says_what_it_rests_on(basis, said):
    assert fact("Range", FAILED, SyncRange(basis, SALES)) == f"11 Nov 02:00 – 20 Nov 02:00 {said}"


def test_what_was_told_of_a_start_that_is_most_likely_this_sync_is_not_its_range():
    unsure = ReportedRange(SALES.start, SALES.finish, certain=False)
    assert fact("Range", FAILED, SyncRange(RangeBasis.OUTSIDE), unsure) == (
        "not known Most likely started from here; Codat reported the range 11 Nov 02:00 – 20 Nov 02:00."
    )


def test_the_ids_can_be_copied_and_the_commerce_id_stands_only_where_it_differs():
    rows = summary.ids(FAILED, "company-1", ID)
    assert [label for label, _ in rows] == ["Sync id", "Company id"]
    assert f'data-copy="{ID}"' in rows[0][1]
    assert summary.ids(FAILED, "company-1", "other")[2][0] == "Commerce sync id"


def place(record, latest, success):
    return text(summary.place_html(record, latest, success, "/sync?x=1", CLOCK))


def test_the_latest_and_the_last_successful_sync_say_so():
    assert place(FAILED, FAILED, sync()) == "the latest sync"
    assert place(sync(), FAILED, sync()) == "the last successful sync"
    assert place(sync(), sync(), sync()) == "the latest sync, the last successful sync"


def test_another_sync_links_to_the_latest_one():
    assert place(sync(sync_id="b"), FAILED, sync()) == "not the latest; that ran today 02:11"
    assert 'href="/sync?x=1"' in summary.place_html(sync(sync_id="b"), FAILED, None, "/sync?x=1", CLOCK)
    assert place(FAILED, None, None) == "not known"


def test_neighbours_are_found_by_time_in_an_unsorted_list():
    days = {day: sync(utc=f"2026-11-{day}T02:00:00Z", sync_id=str(day)) for day in (14, 11, 13, 12)}
    found = summary.around(
        days[12], [*days.values(), sync(utc="never", sync_id="x"), sync(sync_id=None)], None
    )
    assert (found.before, found.after) == (days[11], days[13])


def test_the_ends_and_a_sync_without_a_time_have_no_neighbour():
    assert summary.around(FAILED, [FAILED], None) == summary.Around()
    assert summary.around(sync(utc="never"), [FAILED], None) == summary.Around()
    assert summary.around(None, [FAILED], None) == summary.Around()


def test_syncs_of_one_moment_are_all_reached_in_turn():
    same = [sync(sync_id=each) for each in "cab"]
    assert [summary.around(each, same, None).after for each in same] == [same[2], None, same[1]]


@pytest.mark.parametrize("codes", [(2000, 5000), (5000, 2000), (2000, 1000), (2040, 5080), (5000, 4260)])
def test_of_two_syncs_of_one_moment_the_one_that_codat_calls_the_latest_comes_after(codes):
    first, latest = (sync(code, sync_id=each) for code, each in zip(codes, "ba", strict=True))
    both = [latest, first]
    assert summary.around(latest, both, latest) == summary.Around(before=first)
    assert summary.around(first, both, latest) == summary.Around(after=latest)


def test_a_link_to_a_sync_bears_its_mark_and_time():
    assert summary.link_label(FAILED, CLOCK) == "✕ today 02:11"


def test_the_record_keeps_every_token_as_it_came():
    raw = rb'{"a":1.0,"b":1e5,"a":"\u00e9\ud800 {,}","n":12345678901234567890.10,"e":{},"f":[ ],'
    raw += rb'"g":[1,{"h":null}]}'
    assert summary.as_it_came(raw).splitlines() == [
        "{",
        '  "a": 1.0,',
        '  "b": 1e5,',
        r'  "a": "\u00e9\ud800 {,}",',
        '  "n": 12345678901234567890.10,',
        '  "e": {},',
        '  "f": [],',
        '  "g": [',
        "    1,",
        "    {",
        '      "h": null',
        "    }",
        "  ]",
        "}",
    ]


def test_what_can_not_be_seen_in_a_record_is_shown_as_an_escape():
    assert summary.as_it_came('{"a":"\u202egpj.exe"}'.encode()) == '{\n  "a": "\\u202egpj.exe"\n}'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON)
def test_a_record_shown_on_lines_means_the_same(value):
    assert json.loads(summary.as_it_came(json.dumps(value).encode())) == value


def test_a_record_nested_very_deeply_is_shown_without_growing_out_of_hand():
    raw = b'{"a":' * 900 + b"1" + b"}" * 900
    shown = summary.as_it_came(raw)
    assert "".join(shown.split()).encode() == raw
    assert len(shown) < 30 * len(raw)


def test_foreign_text_in_the_facts_stays_text():
    evil = "<script>alert(1)</script>"
    record = sync(sync_id=evil, utc=evil, sync_status=evil, error_message=evil, sync_exception_message=evil)
    rows = [*summary.facts(record, UNREAD, None, "", CLOCK), *summary.ids(record, evil, evil)]
    assert not [html for _, html in rows if "<script" in html]


def test_a_failed_sync_is_no_last_successful_one_whatever_codat_names_it():
    assert summary.place_html(FAILED, FAILED, FAILED, "/sync", CLOCK) == "the latest sync"
    good = sync(2000)
    assert summary.place_html(good, good, good, "/sync", CLOCK) == "the latest sync, the last successful sync"
