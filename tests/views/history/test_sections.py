"""The parts of History that rest on a rule: their words, and that nothing foreign acts in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus, Connection, Damaged, DataConnectionError
from dashboard.insight.history.failures import GoingOn, failures_of
from dashboard.insight.history.trends import FailingPeriod
from dashboard.insight.history.turning_point import Turn, turn_of
from dashboard.insight.outcome import Outcome, outcome_of_code
from dashboard.insight.runs import SyncRun, runs_of
from dashboard.insight.verdict.emptiness import Emptiness
from dashboard.views.history import sections, unreadable
from dashboard.views.verdict import emptiness_text
from dashboard.views.verdict.voice import REASON_MOST
from tests.insight.verdict_makers import LONDON, NOW, at, nights, sync

TODAY = NOW.date()
HOSTILE = '<img src=x onerror=alert(1)>"\u202e'
WEEKDAYS = (0, 1, 2, 3, 4)
FIRST, LAST = date(2026, 10, 27), date(2026, 11, 19)
EMPTY = Emptiness(24, at(28, month=10), FIRST, LAST, 17, 58, 60, WEEKDAYS, at(27, month=10), 1e-9)
NOW_FAILING = GoingOn("tax-rate-invalid", at(12))


def plain(markup: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", markup).split())


def cause_address(key: str) -> str:
    return f"/history?cause={key}&company=c"


def sync_address(sync_id: str) -> str:
    return f"/sync?sync={sync_id}"


def table(now_failing: GoingOn | None = NOW_FAILING) -> str:
    counts = {
        "tax-rate-invalid": (10, at(12), at(20)),
        "write-refused": (2, at(3, month=10), at(4, month=10)),
        "server-error": (1, at(17, month=9), at(17, month=9)),
        "overlap": (1, None, None),
    }
    return sections.cause_table(failures_of(counts, now_failing), cause_address, LONDON, NOW)


def turned(codes: list[int], connections: list[Connection] | None = None, message: str = "") -> str:
    syncs = [*nights(codes[:-1], at(19)), sync(at(20), codes[-1], message)]
    return shown(turn_of(runs_of(syncs, NOW), connections))


def shown(turn: Turn | None) -> str:
    assert turn is not None
    return sections.turning_point(turn, LONDON, NOW, sync_address)


def erred(when: str, message: str = "token expired", platform: str = "Xero", **more: Any) -> list[Connection]:
    error = DataConnectionError(error_message=message, errored_on_utc_text=when, **more)
    return [Connection(source_type="Accounting", platform_name=platform, data_connection_errors=(error,))]


# ── Skipped syncs ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "was skipped as a duplicate: this isn’t a failure."),
        (2, "were skipped as duplicates: these aren’t failures."),
    ],
)
def test_one_skipped_sync_and_several_are_said_in_their_number(number: int, said: str):
    assert said in sections.skipped(number, "/history")


# ── Failures by cause ────────────────────────────────────────────────────────────────────────────


def test_a_cause_has_its_name_as_a_link_its_count_its_share_and_its_days():
    listed = table()
    assert '<a href="/history?cause=tax-rate-invalid&amp;company=c">Tax rate invalid</a>' in listed
    assert "Tax rate invalid since 12 Nov, ongoing 10 72 %" in plain(listed)


def test_with_filters_set_the_title_says_so():
    groups = failures_of({"tax-rate-invalid": (10, at(12), at(20))}, None)
    listed = plain(sections.cause_table(groups, cause_address, LONDON, NOW, filtered=True))
    assert listed.startswith("Failures by cause (filtered)")
    assert "(filtered)" not in plain(table())


def test_a_cause_of_two_years_has_both_years():
    groups = failures_of({"tax-rate-invalid": (2, at(21, month=2, year=2025), at(21, month=2))}, None)
    assert "21 Feb 2025 – 21 Feb 2026" in plain(sections.cause_table(groups, cause_address, LONDON, NOW))


def test_a_cause_that_is_over_has_its_first_and_last_day_and_one_day_only_once():
    listed = plain(table())
    assert "3–4 Oct" in listed
    assert "17 Sep 1 7 %" in listed
    assert "no readable time" in listed


def test_after_a_success_nothing_is_still_going_on():
    assert "ongoing" not in table(None)
    assert "12–20 Nov" in plain(table(None))


def test_a_cause_of_long_ago_that_occurs_again_now_is_not_one_span():
    counts = {"server-error": (5, at(31, month=10, year=2025), at(20))}
    groups = failures_of(counts, GoingOn("server-error", at(17)))
    listed = plain(sections.cause_table(groups, cause_address, LONDON, NOW))
    assert "since 17 Nov, ongoing; first seen 31 Oct 2025" in listed
    assert "31 Oct 2025 –" not in listed


def test_the_shares_of_all_causes_add_up():
    keys = ("server-error", "overlap", "write-refused")
    groups = failures_of(dict.fromkeys(keys, (1, at(12), at(12))), None)
    listed = plain(sections.cause_table(groups, cause_address, LONDON, NOW))
    assert sorted(re.findall(r"(\d+) %", listed)) == ["33", "33", "34"]


def test_without_failures_it_says_so():
    assert plain(sections.cause_table([], cause_address, LONDON, NOW)).startswith("No sync failed.")


# ── When it broke ────────────────────────────────────────────────────────────────────────────────


def test_the_last_success_and_the_first_failure_are_side_by_side():
    listed = plain(turned([2000, 2000, 4000], message="Tax rate does not exist or is invalid"))
    assert "Last success First failure" in listed
    assert "1 failure and no success since today at 02:14." in listed
    assert "Ran yesterday 02:14 today 02:14" in listed
    assert "Tax rate does not exist" in listed


def test_what_is_alike_is_muted():
    rows = turned([2000, 2000, 4000]).split("<tr")
    alike = [plain("<tr" + row).split()[0] for row in rows if row.startswith(" class=d-same")]
    assert "Wrote" in alike
    assert "Code" not in alike


def test_failures_that_are_over_say_when_a_sync_succeeded_again():
    listed = plain(turned([2000, 4000, 4000, 2000]))
    assert (
        "2 syncs failed, the first on 18 Nov at 02:14; syncs have succeeded since today at 02:14." in listed
    )


def test_without_an_earlier_success_it_says_so():
    assert "No earlier success is known." in plain(turned([4000, 4000]))


def test_where_older_ones_were_not_looked_at_neither_since_when_nor_the_first_is_claimed():
    failed = SyncRun(at(1), sync(at(1), 4000), Outcome.FAILED)
    listed = plain(shown(Turn(None, failed, 10_000, None, cut=True)))
    assert "At least 10,000 failures and no success." in listed
    assert "Earliest failure examined" in listed
    assert not any(words in listed for words in ("since", "No earlier success", "First failure"))


def test_where_older_ones_were_not_looked_at_what_ended_it_is_shown():
    failed, well = (
        SyncRun(at(day), sync(at(day), code), outcome_of_code(code)) for day, code in ((1, 4000), (19, 2000))
    )
    listed = plain(shown(Turn(None, failed, 9_999, well, cut=True)))
    assert "At least 9,999 syncs failed; syncs have succeeded since yesterday at 02:14." in listed


def test_errors_of_connections_are_under_the_sync_they_precede_with_their_times():
    before = erred("2026-11-18T22:00:00Z", resolved_on_utc_text="2026-11-18T23:00:00Z")
    between = erred("2026-11-19T22:00:00Z", platform="Square")
    listed = plain(turned([2000, 2000, 4000], [*before, *between]))
    assert "18 Nov 22:00, Xero: token expired before the last success, resolved 18 Nov 23:00" in listed
    assert "yesterday 22:00, Square: token expired between the two" in listed


def test_an_error_without_words_is_said_to_be_one():
    listed = plain(turned([2000, 4000], erred("2026-11-19T22:00:00Z", message="")))
    assert "an error without a message" in listed


def test_nothing_foreign_acts_in_the_turning_point():
    listed = turned([2000, 4000], erred("2026-11-19T22:00:00Z", HOSTILE, HOSTILE), HOSTILE)
    assert "<img" not in listed
    assert "\u202e" not in listed


def test_what_only_codats_support_asks_for_is_there_where_it_is_shown():
    failed = sync(at(20), 4000, "no", sync_status="ConfigurationError", sync_exception_message="Trace 7")
    listed = plain(shown(turn_of(runs_of([sync(at(19)), failed], NOW), None)))
    assert "ConfigurationError" in listed
    assert "Trace 7" in listed


# ── What is unusual ──────────────────────────────────────────────────────────────────────────────


def test_the_unusual_emptiness_is_shown_with_its_numbers():
    assert plain(sections.unusual(EMPTY, LONDON, NOW)).startswith(
        "○ Syncs find no sales, which is unusual for this shop. Syncs have found no sales since"
        " 28 Oct. The shop usually sells on 17 of those 24 days; before that, 58 of 60 such days had"
        " sales."
    )


def test_where_all_empty_days_count_it_says_all():
    listed = emptiness_text.grounds(Emptiness(5, NOW, TODAY, TODAY, 5, 83, 84, (0,), NOW, 0), "15 Nov")
    assert "since 15 Nov. The shop usually sells on all 5 of those days" in listed


@given(
    st.integers(5, 367),
    st.integers(5, 367),
    st.integers(4, 84),
    st.integers(4, 84),
    st.integers(0, 3000),
)
def test_the_numbers_fit_a_reason(first: int, second: int, wrote: int, seen: int, days: int):
    nights_, expected = max(first, second), min(first, second)
    ran = NOW - timedelta(days)
    numbers = (expected, min(wrote, seen), max(wrote, seen))
    listed = Emptiness(nights_, ran, ran.date(), ran.date(), *numbers, (0,), NOW, 0)
    assert len(emptiness_text.grounds(listed, "15 Nov 2026")) <= REASON_MOST


# ── Failing periods, and unreadable records ──────────────────────────────────────────────────────────


def test_failing_periods_are_links_to_their_days_the_newest_first():
    found = [
        FailingPeriod(date(2026, 9, 1), date(2026, 9, 3), 2, date(2026, 9, 4)),
        FailingPeriod(date(2026, 11, 12), TODAY, 9),
    ]
    listed = sections.failing_periods(found, lambda first, last: f"/history?from={first}&to={last}", TODAY)
    assert plain(listed).endswith("12–20 Nov 9 days, still going on 1–3 Sep 3 days, 2 of them failing")
    assert 'href="/history?from=2026-09-01&amp;to=2026-09-03"' in listed
    assert sections.failing_periods([], lambda *_: "", TODAY) == ""


def test_what_could_not_be_read_is_shown_without_jargon_and_with_what_to_give_to_support():
    records = [Damaged(1, "syncId: a text is expected", b""), Damaged(4, HOSTILE, b"")]
    headline, body = unreadable.damaged(records)
    assert headline == "2 syncs couldn’t be read and are not shown."
    assert "Any of them may be a failed sync." in body
    assert "Codat support: syncId: a text is expected; &lt;img" in body
    assert unreadable.damaged(records[:1])[0] == "1 sync couldn’t be read and is not shown."


@given(
    st.lists(st.sampled_from([2000, 2040, 4000, 5080, 1000, 7777]), min_size=1, max_size=20),
    st.text(max_size=40),
    st.text(max_size=20),
)
def test_whatever_is_shown_the_turning_point_can_be_shown(codes: list[int], message: str, platform: str):
    when = datetime(2026, 11, 19, tzinfo=UTC) + timedelta(hours=len(message))
    syncs: list[CompanySyncStatus] = [
        sync(each.sync_utc, each.sync_status_code, message) for each in nights(codes)
    ]
    turn = turn_of(runs_of(syncs, NOW), erred(when.isoformat(), message, platform))
    if turn is not None:
        assert "First failure" in shown(turn)


SKIPPED = {
    0: "",
    1: "1 sync was skipped as a duplicate: this isn’t a failure.",
    250: "250 syncs were skipped as duplicates: these aren’t failures.",
}


@pytest.mark.parametrize(("number", "listed"), SKIPPED.items())
def test_skipped_syncs_are_counted_apart_from_failures_one_or_many(number, listed):
    line = re.sub(r"<[^>]+>", "", sections.skipped(number, "/history?outcome=skipped"))
    assert line.endswith(listed)
    assert bool(line) is bool(number)
