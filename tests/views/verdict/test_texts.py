"""The words of a verdict: short, plain, without raw errors, the same for the same merchants as last time."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from codat_client import Connection
from dashboard.insight.outcome import Outcome
from dashboard.insight.setup.link_address import link_address
from dashboard.insight.verdict.judge import judge
from dashboard.views import theme
from dashboard.views.cause_words import NO_ACTION, Names
from dashboard.views.company import sections
from dashboard.views.verdict.merchant_text import Outside
from dashboard.views.verdict.texts import texts_for_verdict
from dashboard.views.verdict.verdict_text import VerdictText
from script import merchants_table
from tests.insight.verdict_makers import LONDON, NOW, at, connection, judged, linked, nights, settings, sync
from tests.support.merchants import cases, reads

SENTENCES = Path(__file__).with_name("sentences.txt")
WELL, NAMES = [2000] * 10, Names("Xero", "Square", "Bluebird Coffee")
SAFE = "https://link-api.codat.io/companies/1/connections/2/start"


def written(case: str) -> VerdictText:
    return merchants_table.assessed(reads(case))[1]


def words(*, names=NAMES, zone=LONDON, outside=None, **known) -> VerdictText:
    return texts_for_verdict(judged(**known), names, zone, NOW, outside=outside or Outside())


def withdrawn(url: str) -> list[Connection]:
    lost = connection("Accounting", "Deauthorized", link_url=url)
    return [connection("Commerce", name="Square"), lost]


def test_the_merchants_sentences_are_those_that_were_read_through():
    kept = SENTENCES.read_text(encoding="utf-8")
    assert merchants_table.sentences() == kept, "read them, then: .venv/bin/python -m script.merchants_table"


@pytest.mark.parametrize("case", cases())
def test_headline_and_reason_are_short_whole_sentences(case: str):
    answer = written(case)
    assert len(answer.headline) <= 60
    assert len(answer.reason) <= 160
    assert not answer.headline.endswith(".")
    assert answer.reason.endswith(".")
    assert re.match(r"[A-Z]", answer.headline)


@pytest.mark.parametrize("case", cases())
def test_no_code_no_id_and_no_placeholder_is_in_the_sentences(case: str):
    answer = written(case)
    sentences = [answer.headline, answer.reason, *(" ".join(step) for step in answer.steps)]
    for each in sentences:
        assert not re.search(r"\b(?!20[2-9]\d)[1-9]\d{3}\b|[0-9a-f]{8}-|[{}]|\bNone\b", each), each


@pytest.mark.parametrize("case", cases())
def test_the_text_for_the_merchant_quotes_no_error_and_shows_no_id_but_in_an_address(case: str):
    text, message = written(case).merchant_text, written(case).said
    assert not message or message.removeprefix("Codat’s words: “").rstrip("”") not in text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", re.sub(r"https://\S+", "", text))


def test_nothing_is_missing_only_if_an_unusually_silent_shop_sold_nothing():
    note = "if the shop has sold nothing since 7 Nov; in the books up to 20 Nov 02:00, by Codat’s schedule"
    number = written("silent-emptiness").numbers[0]
    assert (number.value, number.note) == ("none", note)
    assert "if the shop has sold nothing since 7 Nov" in number.note_html
    assert "if the shop" not in written("healthy").numbers[0].note


def test_a_night_whose_sync_may_still_come_is_said_not_to_be_counted():
    number = written("late").numbers[0]
    left = "not counting those due today 02:00, as that sync may still run"
    assert (number.value, number.note) == ("1 day", f"from 18 Nov 02:00, by Codat’s schedule; {left}")
    assert "not counting those due today 02:00" in number.note_html
    assert "not counting" not in written("archived-tax-rate").numbers[0].note


def test_none_missing_does_not_pass_over_the_night_whose_sync_is_running():
    number = written("running").numbers[0]
    assert number.value == "none"
    assert number.note.endswith("; not counting those due today 02:00, as a sync is running")
    assert "not counting" not in written("stuck").numbers[0].note


def test_where_the_end_of_the_latest_sync_is_not_known_its_sales_are_not_surely_missing():
    answer = written("unknown-codes")
    assert answer.numbers[0].value == "up to 1 day"
    assert "ended" not in answer.reason


def test_no_text_for_a_merchant_points_to_words_that_it_does_not_show():
    for code in (4000, 4999, 5130):
        syncs = [*nights(WELL, at(19)), sync(at(20), code, "The flux is out of phase")]
        text = words(syncs=syncs).merchant_text
        assert "Xero" in text
        assert not re.search("message|marked|names", text)


def test_a_failing_merchant_is_shown_as_in_the_picture():
    answer = written("archived-tax-rate")
    assert answer.headline == "Sales since 11 Nov are not in Xero"
    assert answer.reason == "Xero rejected the chosen tax rate: it doesn’t exist or isn’t valid."
    assert answer.steps[0][1].startswith(
        "in the sync settings, choose another tax rate for “Standard rate” and “Shop: 20% VAT on Income”."
    )
    assert [each.value for each in answer.numbers[:2]] == ["9 days", "9"]
    assert answer.numbers[1].note == "22 days until Codat switches it off, on 12 Dec"
    assert answer.numbers[1].label == "Days failing (our count)"


def test_probably_off_bears_a_question_mark_and_off_does_not():
    marks = [theme.look_of(written(case).mark).mark for case in ("failing-31", "switched-off")]
    assert marks == ["■?", "■"]


@pytest.mark.parametrize(("case", "left"), [("failing-29", "2 days"), ("failing-30", "1 day")])
def test_who_will_be_switched_off_is_warned_of_at_the_number_of_days_left(case: str, left: str):
    answer = written(case)
    assert theme.look_of(answer.mark).mark == "✕"
    assert answer.numbers[1].note.startswith(f"▲ {left} until")
    assert 'd-c-late" aria-hidden="true">▲' in answer.numbers[1].note_html


def test_with_more_than_a_week_left_the_number_bears_no_mark():
    assert "▲" not in written("deauthorised").numbers[1].note


def test_software_that_is_not_known_is_called_what_it_is():
    answer = words(names=Names(), connections=None, syncs=nights([*WELL, 4000]))
    assert answer.headline == "Sales since 19 Nov are not in the books"
    refused = words(
        names=Names(),
        connections=None,
        syncs=[*nights(WELL, at(19)), sync(at(20), 4000, "Tax rate does not exist or is invalid")],
    )
    assert refused.reason.startswith("The accounting software rejected the chosen tax rate")
    assert "Your accounting software rejected" in refused.merchant_text
    assert "haven’t reached your accounting software" in refused.merchant_text


def test_a_late_sync_always_asks_for_action():
    assert NO_ACTION not in {who for who, _ in written("late").steps}


def test_switched_off_with_a_lost_connection_is_linked_first_then_switched_on_then_started():
    steps = " ".join(what for _, what in written("switched-off").steps)
    assert steps.index("by hand") < steps.index("link FreeAgent") < steps.index("turn the sync on")
    assert steps.index("turn the sync on") < steps.index("start a sync")


@pytest.mark.parametrize("case", ["switched-off", "failing-31"])
def test_what_was_typed_in_while_the_sync_was_off_is_not_brought_again_by_a_sync_up_to_now(case: str):
    *_, merchant, you = [what for _, what in written(case).steps]
    assert merchant.endswith("set it to start from the first day not entered by hand.")
    assert you.startswith("then start a sync for the days not entered by hand")
    assert "first day you haven’t entered by hand" in written(case).merchant_text


def test_a_merchant_whose_sync_is_off_hears_so_before_being_asked_to_turn_it_on():
    for case, off in (("switched-off", "is now switched off."), ("failing-31", "is probably switched off")):
        text = written(case).merchant_text
        assert text.index(f"The sync {off}") < re.search("turn (the sync|it) back on", text).start()


def test_a_merchant_hears_until_when_it_helps_if_few_days_are_left():
    assert "Please do this before 22 Nov: by our count" in written("failing-29").merchant_text
    assert "Please do this" not in written("archived-tax-rate").merchant_text


def test_on_the_last_day_the_merchant_is_not_sent_back_in_time():
    before_tonight_ran = words(syncs=nights([2000, *[4000] * 30], at(19)))
    assert before_tonight_ran.numbers[1].note.startswith("▲ 0 days until")
    assert "Please do this right away" in before_tonight_ran.merchant_text


def test_who_is_late_asks_again_at_a_time_that_is_shown():
    assert written("late").steps[-1] == (
        "You",
        "ask Codat support if the one due today at 02:00 doesn’t run either.",
    )


def test_who_is_probably_off_hears_why_it_failed():
    assert written("failing-31").reason.endswith("A tax charged in Lightspeed has no match in Xero yet.")


def test_of_a_company_that_codat_does_not_know_no_number_is_said_to_be_none():
    assert {each.value for each in written("deleted").numbers} == {"unknown"}


@pytest.mark.parametrize(
    ("configuration", "why_no_gap", "why_no_due"),
    [
        (None, "the set-up hasn’t loaded", "the set-up hasn’t loaded"),
        (settings(hour=99), "Codat reports no usable daily schedule", "the schedule doesn’t say"),
    ],
)
def test_a_set_up_that_was_not_read_is_not_taken_for_one_without_a_schedule(
    configuration, why_no_gap: str, why_no_due: str
):
    missing, _, _, due = words(syncs=nights([2000] * 9), configuration=configuration).numbers
    assert (missing.note, due.note) == (why_no_gap, why_no_due)


def test_a_time_that_is_our_guess_is_said_to_be_one():
    guess = "The latest sync has no readable time; its place in the order is our guess."
    assert guess in written("odd-times").lacks
    assert written("odd-times").numbers[2].value == "time not reported"


def test_what_was_never_linked_is_not_linked_again():
    assert "again" not in written("half-linked").steps[0][1]
    assert written("half-linked").reason.startswith("Xero isn’t linked yet")


def test_the_reason_does_not_repeat_the_headline():
    lost = [connection("Commerce", "PendingAuth", name="Square"), connection("Accounting", "Unlinked")]
    answer = words(syncs=[], connections=lost)
    assert answer.headline == "Xero is no longer linked"
    assert answer.reason == "Square isn’t linked either."


def test_where_both_sides_are_missing_each_is_named_by_what_it_is():
    answer = words(syncs=nights([4000] * 3), connections=[])
    assert ("Merchant", "connect a shop as well.") in answer.steps
    assert "A shop isn’t linked either." in answer.reason
    assert "accounting software isn’t linked either" not in answer.reason.casefold()


def test_a_lost_side_is_named_by_its_platform():
    assert written("deauthorised").reason.startswith("Access to QuickBooks Online was withdrawn")
    assert written("unlinked").reason.startswith("Shopify is no longer linked")


def test_partly_written_sales_are_said_and_looked_at_before_a_start():
    answer = words(syncs=[*nights(WELL, at(19)), sync(at(20), 4000, data_pushed=True)])
    assert answer.mark == theme.PARTLY
    assert "may already be in the books" in answer.reason
    assert [what for _, what in answer.steps].index(answer.steps[-1][1]) > 1
    assert "with Xero: some may already be there" in answer.steps[-2][1]


def test_a_long_name_of_the_software_makes_room_for_the_sentence():
    answer = words(names=Names("The Accountants’ Bookkeeping Suite"), syncs=nights([*WELL, 4000]))
    assert answer.headline == "Sales since 19 Nov are not in the books"


def test_days_stay_the_merchants_when_the_page_shows_another_zone():
    answer = words(zone=ZoneInfo("Pacific/Auckland"), syncs=nights([*WELL, 4000]))
    assert answer.headline == "Sales since 19 Nov are not in Xero"
    assert answer.numbers[0].note.startswith("from 19 Nov 15:00")


def test_a_year_is_shown_where_it_is_not_this_one():
    answer = words(syncs=[sync(at(5, month=11, year=2025)), sync(at(20), 4000)])
    assert answer.headline == "Sales since 5 Nov 2025 are not in Xero"


def test_an_unrecognised_message_is_shown_as_it_came_and_said_to_be_unknown():
    answer = words(syncs=[*nights(WELL, at(19)), sync(at(20), 5130, "The flux is out of phase")])
    assert answer.said == "Codat’s words: “The flux is out of phase”"
    assert "The error message isn’t one we recognise." in answer.reason


def test_both_bounds_are_shown_where_a_sync_of_unknown_range_came_between():
    answer = written("half-closed-gap")
    assert answer.numbers[0].value == "4 to 10 days"
    assert answer.headline.startswith("Not all sales")


def test_estimates_say_so_and_reported_ones_do_not():
    assert "by Codat’s schedule" in written("archived-tax-rate").numbers[0].note
    assert "d-why" in written("archived-tax-rate").numbers[0].note_html
    assert written("archived-tax-rate").inferred


def test_the_day_in_the_headline_is_marked_where_it_is_estimated():
    estimated = [written(case).estimated for case in ("archived-tax-rate", "healthy", "half-linked", "late")]
    assert estimated == ["since 11 Nov", "up to last night", "", ""], "a late one's is the day of a run"
    drawn = sections.answer(written("archived-tax-rate"))
    assert re.search(r'<h1>Sales <span class="d-why"[^>]+>since 11 Nov</span> are', drawn)


def test_the_relink_address_is_passed_on_only_from_codats_hosts():
    assert SAFE in words(syncs=nights([*WELL, 4220]), connections=withdrawn(SAFE)).merchant_text
    evil = withdrawn("https://link-api.codat.io.evil.example/start")
    assert "https" not in words(syncs=nights([*WELL, 4220]), connections=evil).merchant_text


def test_the_sync_flow_is_named_where_the_merchant_opens_it_and_only_there():
    outside = Outside(sync_flow_url="https://sync.example/")
    assert "https://sync.example/" in words(syncs=nights([*WELL, 4000]), outside=outside).merchant_text
    assert "https://sync.example/" not in words(syncs=nights([*WELL, 4260]), outside=outside).merchant_text


def test_a_well_merchant_gets_no_message():
    assert written("healthy").merchant_text == ""


def test_codats_support_gets_ids_codes_times_in_utc_and_correlation_ids():
    syncs = nights([*WELL, 4000])
    verdict = judge(syncs, linked(), settings(), NOW)
    text = texts_for_verdict(
        verdict, NAMES, LONDON, NOW, company_id="c-1", correlation_ids=("00-ab",)
    ).support_text
    for part in ("Company id: c-1", f"Sync id: {syncs[-1].sync_id}", "4000", "2026-11-20T02:14:00Z", "00-ab"):
        assert part in text


def test_a_company_that_codat_does_not_know_is_said_to_be_unknown_and_not_broken():
    answer = texts_for_verdict(judge(None, None, None, NOW, company_missing=True), Names(), LONDON, NOW)
    assert (answer.headline, answer.mark) == ("Codat can’t find this company", Outcome.UNKNOWN)


def test_before_the_list_has_come_failing_days_are_not_given_a_number():
    verdict = judge(None, linked(), settings(), NOW, latest=sync(at(20), 4000), last_successful=sync(at(11)))
    answer = texts_for_verdict(verdict, NAMES, LONDON, NOW)
    assert (answer.numbers[0].value, answer.numbers[1].value) == ("9 days", "not counted")
    assert answer.lacks


HOSTS = ("link-api.codat.io", "link.codat.io")


@pytest.mark.parametrize(
    "address",
    ["http://link-api.codat.io/x", "https://evil.example/x", "https://link-api.codat.io@evil.example/",
     "https://a:b@link-api.codat.io/", "https://link-api.codat.io:8443/x", "javascript:alert(1)", "", None,
     "https://link-api.codat.io/a b", "https://link-api.codat.io/\u202egnp", "https://link-api.codat.io\\@evil.org/",
     "//link-api.codat.io/x", "https://[::1/x", "http://127.0.0.1/x", "https://link.codat.io/" + "x" * 600],
)  # fmt: skip
def test_no_other_address_is_passed_on(address: str | None):
    assert link_address(address, HOSTS) is None


def test_codats_own_and_in_the_demo_the_sandboxs_addresses_are():
    assert link_address(SAFE, HOSTS) == SAFE
    assert link_address(SAFE.replace("link-api", "LINK-API"), HOSTS)
    assert link_address("http://127.0.0.1:8600/start", HOSTS, loopback=True)
    assert link_address("http://user@127.0.0.1:8600/start", HOSTS, loopback=True) is None


def test_an_unusual_silence_is_said_with_its_numbers_and_asks_what_to_do_if_the_shop_sold():
    answer = words(syncs=nights([2000] * 84 + [2040] * 7))
    assert answer.headline == "Syncs find no sales, which is unusual for this shop"
    assert answer.reason == (
        "Syncs have found no sales since 14 Nov. The shop usually sells on all 7 of those days;"
        " before that, 83 of 83 such days had sales."
    )
    assert answer.steps[0][1].startswith("ask the merchant whether the shop has sold anything since 13 Nov.")
    assert answer.steps[1][1].startswith("if it has, check")
    assert any("“Unusual” is our own estimate" in each for each in answer.inferred)


def test_before_the_state_shows_it_an_unusual_silence_is_in_the_reason():
    answer = words(syncs=nights([2000] * 84 + [2040] * 5))
    assert answer.headline == "Sales up to last night are in Xero"
    assert answer.reason.startswith(
        "Unusually, syncs have found no sales since 16 Nov. The shop usually sells on all 5"
    )
    assert answer.steps[0][1].startswith("ask the merchant")


def test_a_silence_that_is_usual_is_shown_as_before():
    answer = words(syncs=nights([2000, *[2040] * 9]))
    assert answer.headline == "Syncs succeed but find no sales to write"
    assert len(answer.steps) == 1


@pytest.mark.parametrize(
    ("shop", "step", "asked"),
    [
        ("Unlinked", "link Square again as well.", "Please link Square again as well."),
        ("PendingAuth", "link Square as well.", "Please link Square as well."),
    ],
)
def test_of_two_sides_that_are_not_linked_each_is_named(shop, step, asked):
    lost = [connection("Commerce", shop, name="Square"), connection("Accounting", "Deauthorized")]
    answer = words(syncs=nights([*WELL, 4000]), connections=lost)
    assert answer.reason.startswith("Access to Xero was withdrawn. Square isn’t linked either.")
    assert answer.steps[:2] == (("Merchant", "link Xero again and allow access."), ("Merchant", step))
    assert asked in answer.merchant_text


def test_a_side_that_never_was_linked_is_not_linked_again():
    answer = texts_for_verdict(reads("half-linked").judged(), NAMES, LONDON, NOW)
    assert answer.steps[0] == ("Merchant", "link Xero.")
    assert "again" not in f"{answer.steps} {answer.merchant_text}"
