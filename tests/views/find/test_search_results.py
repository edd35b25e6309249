"""Find's results are worded plainly, and names are shown as they came."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dashboard.search.listing import ListedCompany
from dashboard.views.find import search_results
from dashboard.views.find.search_results import ResultRow

BOLD = f'<b style="{search_results._FITS}">'


def company(name="Harbour", **more):
    return ListedCompany("a970086a-193c-4f8d-ae39-2df8670c1c79", name, **more)


def row(name="Harbour", **more):
    return ResultRow(company(name, **more), "/company?company=a970086a")


def test_the_parts_that_fit_are_bold():
    assert search_results.marked("Blue Bird", [(0, 4), (5, 9)]) == f"{BOLD}Blue</b> {BOLD}Bird</b>"


def test_a_name_is_escaped_inside_and_outside_of_its_parts():
    assert search_results.marked("<a> & <b>", [(6, 9)]) == f"&lt;a&gt; &amp; {BOLD}&lt;b&gt;</b>"


def test_a_name_of_100_kb_is_cut_and_so_are_its_parts():
    shown = search_results.marked("Z" * 100_000, [(100, 90_000), (95_000, 95_001)])
    assert shown.count("Z") == search_results.MOST_LETTERS - 1
    assert shown.count("<b ") == 1
    assert "…" in shown


def test_only_the_first_row_opens_with_enter():
    table = search_results.results([row(), row()])
    assert table.count(search_results.FIRST) == 1
    assert search_results.FIRST not in search_results.results([row()], enter=False)


def test_a_company_without_a_name_can_be_clicked():
    assert f">{search_results.NO_NAME}</a>" in search_results.results([row("")])


def test_the_date_always_has_its_year():
    table = search_results.results([row(created=date(2024, 1, 12)), row(created=date(2026, 9, 3)), row()])
    assert all(seen in table for seen in ("created 12 Jan 2024", "created 3 Sep 2026 · a970086a…<"))
    assert table.count("created ") == 2


def test_the_id_is_short_whole_on_hover_and_copied_with_a_click():
    table = search_results.results([row()])
    assert 'data-copy="a970086a-193c-4f8d-ae39-2df8670c1c79"' in table
    assert 'title="a970086a-193c-4f8d-ae39-2df8670c1c79"' in table
    assert ">a970086a…</button>" in table


def test_what_was_typed_can_be_distinguished_from_the_answer():
    assert search_results.answers(' a"b ', "<p>") == '<div data-answers="a&quot;b"><p></div>'


@pytest.mark.parametrize(
    ("shown", "total", "seen"),
    [
        (5, 5, "5 of 1,204 companies match “blue”. Enter opens the first."),
        (1, 1, "1 of 1,204 companies matches “blue”. Enter opens it."),
        (30, 60, "60 of 1,204 companies match “blue”. The best 30 are shown. Enter opens the first."),
    ],
)
def test_the_number_of_matches_is_shown(shown, total, seen):
    assert search_results.matches(shown, total, 1204, "blue", whole=True) == seen


@pytest.mark.parametrize(
    ("skipped", "shown", "total", "where", "links"),
    [
        (0, 20, 59, "1–20 of 59", {"Next 20": 20}),
        (20, 20, 59, "21–40 of 59", {"Previous 20": 0, "Next 19": 40}),
        (40, 19, 1059, "41–59 of 1,059", {"Previous 20": 20, "Next 20": 59}),
        (40, 19, 59, "41–59 of 59", {"Previous 20": 20}),
    ],
)
def test_the_whole_list_is_browsed_a_page_at_a_time(skipped, shown, total, where, links):
    pager = search_results.pager(skipped, shown, total, 20, lambda skip: f"/?rows={skip}")
    assert f"<span>{where}</span>" in pager
    found = re.findall(r'href="/\?rows=(\d+)">([^<]+)<', pager)
    assert {label: int(skip) for skip, label in found} == links


def test_a_list_that_fits_needs_no_pager():
    assert search_results.pager(0, 5, 5, 20, str) == ""


@pytest.mark.parametrize(
    ("hits", "pending", "seen"),
    [
        (0, True, "Looking up these 3 ids."),
        (0, False, "None of these 3 ids is known. Enter does nothing."),
        (1, True, "1 of 3 ids is known. Enter opens the first."),
        (2, False, "2 of 3 ids are known. Enter opens the first."),
    ],
)
def test_of_several_ids_it_is_said_how_many_are_known(hits, pending, seen):
    assert search_results.ids_line(hits, 3, pending=pending) == seen


def test_with_a_refused_key_no_id_and_no_link_is_promised_to_open():
    seen = search_results.list_line(0, whole=False, refused=True)
    for known, whole_of in ((0, ""), (600, ""), (900, "4 min ago")):
        seen += search_results.list_problem("No.", known, known, 1204, whole_of=whole_of, who="Ask Ops.")
    assert seen.count("Ask Ops.") == 3
    assert "by id or" not in seen


def test_of_a_list_still_arriving_only_what_was_read_is_claimed():
    assert "of 600 companies loaded so far match" in search_results.matches(2, 2, 600, "blue", whole=False)
    none = search_results.not_found("blue", 600, whole=False)
    assert "No company matches “blue” so far (600 companies)." in none
    assert "No company loaded so far has" in search_results.unknown_id("a", "/", [], whole=False)


@pytest.mark.parametrize(
    ("arrived", "expected", "seen"),
    [
        (0, None, "Loading companies"),
        (600, 1204, "Loading companies: 600 of about 1,204"),
        (600, None, "Loading companies: 600"),
        (1204, 1204, "Loading companies: 1,204"),
    ],
)
def test_progress_says_how_many_companies_are_loaded(arrived, expected, seen):
    assert search_results.progress(arrived, expected) == seen


@pytest.mark.parametrize(("count", "word"), [(2, "Two"), (10, "Ten"), (11, "11"), (1204, "1,204")])
def test_namesakes_are_counted_in_words(count, word):
    assert f"{word} companies are called &lt;Deli&gt;. Compare" in search_results.namesakes(
        [("<Deli>", count)]
    )


def test_an_unknown_id_names_the_companies_it_was_looked_up_in():
    seen = search_results.unknown_id("id", "/company", ["<A>", "", "C"], whole=True)
    assert f"It isn’t a sync of &lt;A&gt;, {search_results.NO_NAME} or C." in seen


@pytest.mark.parametrize(
    ("known", "whole_of", "seen"),
    [
        (0, "", ("The company list couldn’t be loaded.", "You can still open a company by id or link.")),
        (600, "", ("Only 600 of about 1,204 companies were loaded.", "Open the others by id or link.")),
        (900, "4 min ago", ("couldn’t be reloaded.", "You’re searching the list from 4 min ago.")),
    ],
)
def test_a_failed_load_says_what_can_still_be_searched(known, whole_of, seen):
    notice = search_results.list_problem("Codat <said> no.", known, known, 1204, whole_of=whole_of)
    assert all(part in notice for part in (*seen, "Codat &lt;said&gt; no."))


def test_what_is_missing_from_the_list_is_shown():
    assert search_results.left_out(0, None) == ""
    assert "1 company couldn’t be read and can’t be found by name." in search_results.left_out(1, None)
    assert "Only the first 50,000 companies are searched." in search_results.left_out(0, 50_000)
    assert "some may be missing" in search_results.left_out(0, None, repeats=True)
