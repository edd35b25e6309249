"""The shared page: one file that asks for nothing, says the answer first, and shows hostile text as text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.share.content import SharePage, SharePart
from dashboard.insight.share.extras import ShareExtras
from dashboard.views.share.page import page_html, page_policy, report_html
from dashboard.views.share.pictures.figure import SYMBOLS
from dashboard.views.share.status_view import StatusView
from dashboard.views.share.stylesheet import css_string
from dashboard.views.theme import LOOKS
from sandbox.hostile import TEXTS
from tests.support.merchants import NOW, cases
from tests.views.share.html_page import Page
from tests.views.share.makers import EVERY_DETAIL, content, viewed
from tests.views.share.planted import LATER

MOST_BYTES = 40_000
LARGEST = "ten-thousand"
FULL = content(page=SharePage.HISTORY, details=EVERY_DETAIL)
OUTSIDE = re.compile(r"https?:|//|url\(|@import|javascript:", re.IGNORECASE)


def live(view: StatusView) -> str:
    return page_html(view, ends_at=LATER, live=True, now=NOW)


def frozen(view: StatusView) -> str:
    return page_html(view, ends_at=LATER, live=False, now=NOW)


def body_of(html: str) -> str:
    return html.partition("</style>")[2]


@pytest.fixture(scope="module")
def failing() -> StatusView:
    return viewed("archived-tax-rate", FULL)


# What it may load and do


@pytest.mark.parametrize("draw", [live, frozen, report_html])
@pytest.mark.parametrize("case", ["archived-tax-rate", LARGEST, "hostile-text", "deleted"])
def test_the_page_asks_for_nothing_outside_and_runs_no_script(case, draw):
    html = draw(viewed(case, FULL))
    page = Page(html)
    links = [value for name in ("href", "src", "action", "data") for value in page.values(name)]
    assert {"script", "link", "img", "iframe", "form", "object", "base"}.isdisjoint(page.tags)
    assert all(value in {"", *(f"#{each}" for each in [*SYMBOLS.values(), "c", "k"])} for value in links)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert not OUTSIDE.search(style)


def test_the_policy_allows_the_style_of_the_page_and_nothing_else(failing):
    style = live(failing).partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert page_policy().split("; ") == [
        "default-src 'none'", "base-uri 'none'", "form-action 'none'",
        f"style-src 'sha256-{digest}'", "frame-ancestors 'none'",
    ]  # fmt: skip


def test_one_origin_may_frame_the_page_if_the_link_names_it():
    assert page_policy("https://help.example").endswith("; frame-ancestors https://help.example")


def test_the_policy_of_a_report_allows_its_own_style(failing):
    html = report_html(failing)
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    [(_, policy)] = Page(html).meta("Content-Security-Policy")
    assert policy.endswith(f"style-src 'sha256-{digest}'")


@pytest.mark.parametrize("draw", [live, frozen, report_html])
def test_no_element_has_a_style_of_its_own(draw, failing):
    page = Page(draw(failing))
    assert page.tags.count("style") == 1
    assert not page.values("style")


@pytest.mark.parametrize("case", cases())
@pytest.mark.parametrize("page", [SharePage.COMPANY, SharePage.HISTORY])
def test_the_page_is_small(case, page):
    assert len(live(viewed(case, content(page=page))).encode()) <= MOST_BYTES


@pytest.mark.parametrize("page", SharePage)
def test_the_largest_merchants_page_is_small_with_every_detail_too(page):
    assert len(live(viewed(LARGEST, content(page=page, details=EVERY_DETAIL))).encode()) <= MOST_BYTES


# What it says


def test_the_answer_is_the_heading_and_the_title(failing):
    page = Page(live(failing))
    assert page.text("h1") == "Sales since 11 Nov are not in Xero"
    assert page.text("title").startswith("Sales since 11 Nov are not in Xero · Bluebird Coffee")
    assert page.tags.count("h1") == 1


def test_headings_go_down_one_level_at_a_time(failing):
    levels = [int(tag[1]) for tag in Page(live(failing)).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_a_live_page_reloads_every_minute_and_says_so(failing):
    html = live(failing)
    assert Page(html).meta("refresh") == [("content", "60")]
    assert '<a href="">Refresh</a>' in html
    assert "Reloads every minute." in html


@pytest.mark.parametrize("draw", [live, frozen])
def test_every_link_says_when_it_expires(draw, failing):
    assert "This link expires on 27 Nov 2026. This page is read-only." in draw(failing)


@pytest.mark.parametrize("is_live", [True, False])
def test_a_link_that_expires_soon_says_at_what_time(failing, is_live):
    html = page_html(failing, ends_at=NOW + timedelta(hours=1), live=is_live, now=NOW)
    assert "This link expires on 20 Nov 2026 at 14:42. This page is read-only." in html


def test_a_report_doesnt_expire(failing):
    assert "expires" not in report_html(failing)


def test_a_live_page_says_how_old_its_data_are(failing):
    later = page_html(failing, ends_at=LATER, live=True, now=NOW + timedelta(minutes=4))
    assert "As of 20 Nov 2026, 13:42 London (13:42 UTC), checked 4 min ago." in later


@pytest.mark.parametrize("draw", [frozen, report_html])
def test_what_is_frozen_says_so_and_never_reloads(draw, failing):
    html = draw(failing)
    assert "Status as of 20 Nov 2026, 13:42 London (13:42 UTC). This page doesn’t update." in html
    assert not Page(html).meta("refresh")
    assert "Refresh" not in html


def test_times_are_the_merchants_with_utc_beside_them():
    html = live(viewed("clock-change"))
    assert "As of 20 Nov 2026, 14:42 Berlin (13:42 UTC)" in html
    assert "All times are Berlin time." in html


def test_a_failed_read_is_said_beside_the_state_before_it(failing):
    late = replace(
        failing, late="Codat didn’t respond on 20 Nov at 13:40. This page shows the status as of 13:05."
    )
    assert '<p class="late">Codat didn’t respond on 20 Nov at 13:40.' in live(late)


@pytest.mark.parametrize("name", ["Ann at Bluebird", "for Ann at Bluebird", "For Ann at Bluebird"])
def test_the_recipient_and_the_letter_to_them_are_shown(name):
    view = viewed(extras=ShareExtras(recipient=name, message="Please choose\nanother rate."))
    assert "<span>For Ann at Bluebird</span>" in live(view)
    assert "<small>Message from the support team</small>Please choose\nanother rate.</p>" in live(view)


def headings(html: str) -> list[str]:
    return re.findall(r"<h2>([^<]+)", html)


def test_the_sections_are_in_the_order_of_the_parts(failing):
    assert [each.strip() for each in headings(live(failing))] == [
        "Missing sales", "Why", "What to do", "Daily results, last 26 weeks", "When it broke", "Syncs",
        "Connections", "Notes",
    ]  # fmt: skip


def test_why_it_fails_is_said_once():
    whole = live(viewed("deauthorised"))
    assert whole.count("Access to QuickBooks Online was withdrawn") == 1
    without_answer = live(viewed("deauthorised", content({SharePart.CAUSES})))
    assert headings(without_answer) == ["Why", "What to do"]
    assert without_answer.count("Access to QuickBooks Online was withdrawn") == 1


def test_codats_words_are_quoted_below_why():
    html = live(viewed("archived-tax-rate", content(details=EVERY_DETAIL)))
    assert '<h2>Why</h2>\n<p class="said">Codat’s words: “' in html


def test_one_step_has_no_number_and_several_are_numbered():
    assert '<ol class="one">' in live(viewed("healthy"))
    assert "<ol>" in live(viewed("archived-tax-rate"))


def test_the_missing_days_are_one_span_beside_their_number_or_a_list():
    assert "9 days, 11–19 Nov<small>" in live(viewed("archived-tax-rate"))
    several = live(viewed("half-closed-gap"))
    assert '<li>10–15 Nov <span class="muted">may be in the books already</span></li>' in several
    assert "<li>16–19 Nov</li>" in several


def test_a_summary_says_what_happened_in_its_days():
    html = live(viewed("archived-tax-rate", content(summary_days=30)))
    assert "<h2>Last 30 days <span" in html
    assert "Wrote data on 21 days, failed on 9." in html
    assert "The support team started no syncs." in html


def test_a_view_with_nothing_in_it_is_still_a_page():
    page = Page(live(viewed("healthy", content(()))))
    assert page.text("h1") == "Sync status"
    assert "h2" not in page.tags


@pytest.mark.parametrize("demo", [True, False])
def test_demo_data_are_marked(demo):
    assert ("Demo data" in live(viewed(extras=ShareExtras(demo=demo)))) is demo


def test_each_day_has_a_mark_that_says_its_result(failing):
    html = body_of(live(failing))
    marks = re.findall(r"<use [^>]+><title>([^<]+)</title></use>", html)
    assert failing.daily is not None
    assert marks == [day.text for day in failing.daily.days]


def test_the_figure_is_an_image_with_its_finding_in_words(failing):
    assert failing.daily is not None
    page = Page(live(failing))
    assert ("svg", "role", "img") in page.attributes
    assert failing.daily.finding in page.values("aria-label")


def test_the_days_are_in_a_table_too_open_in_the_report(failing):
    assert "<details><summary>Days as a table" in live(failing)
    assert "<details open><summary>Days as a table" in report_html(failing)


def test_each_mark_that_is_used_is_drawn(failing):
    html = body_of(live(viewed("hostile-text", FULL)) + live(failing))
    used, drawn = set(re.findall(r'href="#(\w)"', html)), set(re.findall(r'id="(\w)"', html))
    assert used <= drawn


def test_every_status_has_a_symbol_of_its_own():
    assert set(LOOKS) - {"idle"} <= set(SYMBOLS)


def test_the_newest_fifty_syncs_are_shown_and_how_many_more_there_are():
    html = live(viewed(LARGEST, content({SharePart.SYNCS})))
    assert html.count("<tr><td>") == 50
    assert "9,950 more syncs not shown." in html


def test_each_printed_page_of_a_report_names_company_moment_filters_and_its_number(failing):
    style = report_html(failing).partition("<style>")[2].partition("</style>")[0]
    assert f"@top-left{{content:{css_string('Bluebird Coffee')}" in style
    assert f"@top-right{{content:{css_string('As of 20 Nov 2026, 13:42 London (13:42 UTC)')}" in style
    assert 'counter(page) " of " counter(pages)' in style
    assert "size:A4" in style


# Hostile text


def with_text(text: str) -> StatusView:
    """Return a view in which every foreign text is this one."""
    view = viewed("archived-tax-rate", FULL)
    assert view.answer
    assert view.causes
    assert view.syncs
    assert view.connections
    assert view.daily
    return replace(
        view,
        company=text, title=text, late=text, recipient=text, message=text, about=text,
        answer=replace(view.answer, headline=text, reason=text, badge=text),
        causes=replace(view.causes, why=text, said=text),
        daily=replace(view.daily, finding=text, days=view.daily.days[-3:], groups=view.daily.groups[-1:]),
        syncs=replace(view.syncs, filters=(text,), rows=(replace(view.syncs.rows[0], message=text),)),
        connections=replace(view.connections, rows=(replace(view.connections.rows[0], platform=text),)),
    )  # fmt: skip


HARMLESS = {draw: Page(draw(with_text("x"))) for draw in (live, frozen, report_html)}


@pytest.mark.parametrize("draw", HARMLESS)
@given(text=st.one_of(st.sampled_from(TEXTS), st.text(min_size=1)))
def test_hostile_text_adds_no_element_and_no_attribute(text, draw):
    page, harmless = Page(draw(with_text(text))), HARMLESS[draw]
    assert page.tags == harmless.tags
    assert [each[:2] for each in page.attributes] == [each[:2] for each in harmless.attributes]


@given(st.text())
def test_a_text_in_the_style_is_letters_digits_blanks_and_escapes(text):
    assert re.fullmatch(r'"(?:[A-Za-z0-9 ]|\\[0-9a-f]+ )*"', css_string(text))


def test_an_invisible_character_is_shown_as_its_escape():
    view = viewed(extras=ShareExtras(recipient="Ann\u202egnp"))
    assert "For Ann\\u202egnp" in live(view)


def test_a_moment_in_another_zone_of_the_viewer_changes_nothing():
    there = datetime(2026, 11, 20, 13, 42, tzinfo=UTC).astimezone()
    view = viewed()
    assert page_html(view, ends_at=LATER, live=True, now=there) == live(view)
