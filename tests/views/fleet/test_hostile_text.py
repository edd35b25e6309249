"""Names, tags, causes and platforms from outside stay text, wherever the fleet shows them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.export.about import About
from dashboard.export.fleet_rows import export_fleet
from dashboard.insight.fleet.company_state import StripDay
from dashboard.insight.fleet.episode import Incident, MemberEnd
from dashboard.insight.fleet.filters import Viewer
from dashboard.insight.fleet.over_time.incident_state import IncidentMember, IncidentState
from dashboard.insight.fleet.work import CompanyWork
from dashboard.insight.setup.changes import ChangeAction, SeenChange, SetUpChange
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.insight.verdict.state import State
from dashboard.views.fleet import incident_words, row_table, strip, view_words, work_words
from dashboard.views.fleet.row_table import RowContext
from dashboard.views.fleet.work_words import WorkContext
from dashboard.views.setup import change_words
from dashboard.views.share.fleet.incident import MOST_NAMES, incident_view
from dashboard.views.share.page import page_html
from tests.insight.fleet.episodes import NIGHT
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state

UTC, LONDON = ZoneInfo("Etc/UTC"), ZoneInfo("Europe/London")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "a & b &lt;i&gt;",
    "</td></tr></table>",
    "x" * 5_000,
    "\u202egnp.exe",
    "line one\nline two\r\n<b>three",
    "\x00\x1b[31m",
    "\u200b\u2060",
    "{0} %s {name}",
    "[link](javascript:alert(1))",
]
ROWS = RowContext(lambda company: f'/company?company={company}"', NOW, UTC)
WORK = WorkContext(UTC, UTC, NOW, Viewer("Ada"))
TEXTS = st.sampled_from(HOSTILE) | st.text(max_size=30)


def tags(html):
    """Return the names of the elements in HTML; fail if it has more than well-known ones."""
    found = set(re.findall(r"<(\w+)", html))
    assert found <= {"tr", "td", "span", "a", "div", "i", "p", "b", "ul", "li", "h2", "h3", "nav", "strong"}
    assert "<script" not in html
    assert "<img" not in html
    return found


def unseen(html):
    return re.findall("[\x00-\x08\x0b-\x1f\u202a-\u202e\u200b\u2060]", html)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_row_has_as_many_cells_and_links_whatever_it_is_called(text):
    state = a_state(words=text, cause_words=text, left_words=text, days_missing=1)
    html = row_table.row_html(a_row(1, state, name=text, books=text, shops=text), ROWS)
    tags(html)
    assert (html.count("<td"), html.count("<a "), html.count("<tr")) == (10, 1, 1)
    assert not unseen(html)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_found_company_shows_its_state_as_text(text):
    html = row_table.found_cell(a_row(1, a_state(words=text, left_words=text)), "")
    tags(html)
    assert not unseen(html)


def test_the_strip_of_another_version_is_drawn_as_unknown():
    assert 'class="odd"' in strip.strip("<" * 30, None, NOW.date())
    assert "<<" not in strip.strip("<" * 30, None, NOW.date())


@pytest.mark.parametrize("text", HOSTILE)
def test_who_is_on_it_is_one_line_of_text(text):
    work = CompanyWork(
        "c", owner=text, owned_at=NOW, contacted_at=NOW, contacted_by=text, snoozed_at=NOW, snoozed_by=text
    )
    for html in (work_words.lines(work, WORK, ""), work_words.owner_cell(work, WORK, "", f"/?work={text}")):
        tags(html)
        assert not unseen(html)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_recovered_links_each_company_once(text):
    html = work_words.recovered([("1", text), ("2", text)], lambda company: f"/?company={company}{text}")
    tags(html)
    assert html.count("<a ") == 2
    assert not unseen(html)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_saved_view_is_one_link(text):
    html = view_words.listed([(text, True, f"/?q={text}")])
    tags(html)
    assert (html.count("<a "), html.count("(shared)")) == (1, 1)
    assert "\n" not in view_words.label(text, text, shared=True)


@pytest.mark.parametrize("action", ChangeAction)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_change_of_the_set_up_is_text_in_a_list(action, text):
    for subject in ("account", "connection", "hour", "sync", text):
        seen = SeenChange(SetUpChange(action, subject, text, text, text), NOW - DAY, NOW)
        html = change_words.changes([seen], LONDON, NOW) + change_words.line([seen], LONDON, NOW, "")
        tags(html)
        assert html.count("<li>") == 1
        assert not unseen(html)


@given(st.sampled_from(ChangeAction), TEXTS, TEXTS, st.none() | TEXTS, st.none() | TEXTS)
def test_every_change_can_be_told_in_a_sentence_of_some_length(action, subject, name, before, after):
    words = change_words.what(SetUpChange(action, subject, name, before, after))
    assert 0 < len(words) < 400
    assert "\n" not in words


def incident(*names, books="Xero", cause="write-refused", recovered=None):
    """Return an incident of companies with these names, and the names by id."""
    made = Incident(1, cause, books, NIGHT, NIGHT, NIGHT)
    ids = [f"id-{at:05}-secret" for at in range(len(names))]
    members = tuple(IncidentMember(each, NIGHT, recovered, recovered and MemberEnd.RECOVERED) for each in ids)
    return IncidentState(made, members), dict(zip(ids, names, strict=True))


def shared(state, names, *parts, now=NIGHT + 5 * HOUR, **more):
    """Return the page of a link to an incident that shows these parts."""
    content = ShareContent(SharePage.INCIDENT, frozenset(parts), companies=("id-00000-secret",))
    view = incident_view(state, content, names, UTC, now, **more)
    return page_html(view, ends_at=now + DAY, live=False, now=now)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_shared_incident_has_no_markup_of_its_names_or_its_platform(text):
    state, names = incident(text, "Bluebird", books=text)
    html = shared(state, names, *SharePart, recipient=text, message=text)
    plain, names_of_plain = incident("one", "Bluebird")
    usual = shared(plain, names_of_plain, *SharePart, recipient="one", message="one")
    assert set(re.findall(r"<(\w+)", html)) <= set(re.findall(r"<(\w+)", usual)) | {"br"}
    assert "secret" not in html


def test_a_shared_incident_names_500_merchants_at_most():
    state, names = incident(*(f"Shop {at:04}" for at in range(MOST_NAMES + 20)))
    content = ShareContent(SharePage.INCIDENT, frozenset({SharePart.MERCHANTS}), companies=("x",))
    view = incident_view(state, content, names, UTC, NIGHT)
    assert len(view.merchants.names) == MOST_NAMES
    assert view.merchants.names[0] == "Shop 0000"
    assert view.merchants.rows[0].value == "520"


def test_a_company_without_a_name_is_counted_and_not_called_by_its_id():
    state, names = incident("", "Bluebird")
    content = ShareContent(SharePage.INCIDENT, frozenset({SharePart.MERCHANTS}), companies=("x",))
    view = incident_view(state, content, names, UTC, NIGHT)
    assert view.merchants.names == ("Bluebird",)
    assert [each.value for each in view.merchants.rows[:3]] == ["2", "0", "2"]


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ((), (False, False, 0)),
        ((SharePart.ANSWER,), (True, False, 0)),
        ((SharePart.CAUSES,), (False, True, 0)),
        ((SharePart.MERCHANTS,), (False, False, 1)),
        ((SharePart.ANSWER, SharePart.CAUSES, SharePart.MERCHANTS), (True, True, 1)),
    ],
)
def test_a_shared_incident_shows_the_parts_that_were_chosen(parts, shown):
    state, names = incident("Bluebird")
    content = ShareContent(SharePage.INCIDENT, frozenset(parts), companies=("x",))
    view = incident_view(state, content, names, UTC, NIGHT)
    assert (view.answer is not None, view.causes is not None, len(view.merchants.names)) == shown


@pytest.mark.parametrize(
    ("recovered", "status", "last"),
    [(None, "failed", "Last began"), (NIGHT + HOUR, "succeeded", "All recovered")],
)
def test_a_shared_incident_is_over_once_all_have_recovered(recovered, status, last):
    state, names = incident("Bluebird", recovered=recovered)
    content = ShareContent(SharePage.INCIDENT, frozenset({SharePart.ANSWER}), companies=("x",))
    view = incident_view(state, content, names, LONDON, NIGHT + 2 * HOUR)
    assert view.answer.status == status
    assert view.merchants.rows[-1].label == last
    assert view.as_of_text == "29 Nov 2026 05:10 (London)"


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_to_copy_keeps_one_line_for_each_sentence(text):
    state, names = incident(text, books=text)
    usual, _ = incident("one")
    assert len(incident_words.text(state, UTC, NIGHT).splitlines()) == len(
        incident_words.text(usual, UTC, NIGHT).splitlines()
    )
    assert all("\n" not in each for each in incident_words.names_of(state, names))


def called(text):
    """Return a row of which all foreign text is this one."""
    state = a_state(words=text, cause_words=text)
    return a_row(1, state, name=text, books=text, shops=text, tags={text: text})


ABOUT = About("", "", [], "most urgent first", UTC, "UTC", NOW, 1, 1)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", '"=1', "a\n=1"])
def test_no_cell_of_the_list_as_a_file_begins_a_formula(text):
    row = a_row(
        1, a_state(words=text, cause_words=text), name=text, books=text, shops=text, tags={text: text}
    )
    csv = export_fleet([row], {row.company_id: CompanyWork(row.company_id, owner=text)}, "csv", ABOUT)
    for line in csv.decode("utf-8-sig").splitlines()[1:]:
        assert not re.search(r'(^|,)"?[=+@＝-]', line)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
@pytest.mark.parametrize("text", HOSTILE)
def test_any_name_fits_into_every_kind_of_file(kind, text):
    row = a_row(
        1, a_state(words=text, cause_words=text), name=text, books=text, shops=text, tags={text: text}
    )
    assert len(export_fleet([row], {}, kind, ABOUT)) > 100


@given(st.text(st.sampled_from([each.value for each in StripDay]), min_size=1, max_size=30))
def test_a_strip_draws_and_says_the_same_days(letters):
    ends, said = date(2026, 11, 20), strip.spoken(letters, date(2026, 11, 20), date(2026, 11, 20))
    drawn = [(name, int(px) // 4) for name, px in re.findall(
        r'class="(\w+)" style="width:(\d+)px"', strip.strip(letters, ends, ends)
    )]  # fmt: skip
    assert sum(days for _, days in drawn) == len(letters)
    for letter, name, word in (("x", "bad", "failed"), ("s", "skip", "skipped"), ("u", "odd", "unknown")):
        number = sum(days for each, days in drawn if each == name)
        assert number == letters.count(letter)
        assert (f"{number} {word}" in said) is bool(number)


@pytest.mark.parametrize(
    ("at", "day"), [(0, "20 Nov"), (1, "19 Nov"), (19, "1 Nov"), (20, "31 Oct"), (29, "22 Oct")]
)
def test_a_strip_names_the_day_of_the_last_failure(at, day):
    letters = "o" * (29 - at) + "x" + "." * at
    ends = date(2026, 11, 20)
    assert strip.spoken(letters, ends, ends) == f"30 days: 1 failed, the last on {day}"


def test_a_strip_of_last_year_names_the_year():
    assert (
        strip.spoken("x", date(2025, 12, 31), date(2026, 1, 2)) == "1 day: 1 failed, the last on 31 Dec 2025"
    )


@pytest.mark.parametrize("owner", ["you", "You", " you "])
def test_someone_who_is_called_you_is_not_the_reader(owner):
    line = work_words.owner_line(CompanyWork("c", owner=owner), WORK)
    assert not line.startswith("You’re")


@pytest.mark.parametrize("state", State)
def test_a_state_that_no_one_has_checked_since_is_still_marked_old(state):
    row = a_row(1, a_state(state), read_at=NOW - timedelta(hours=26, seconds=1))
    assert 'class="d-stale"' in row_table.row_html(row, ROWS)
    assert 'class="d-stale"' not in row_table.row_html(replace(row, read_at=NOW - timedelta(hours=26)), ROWS)
