"""Share as a file or a text: what is selected, as of now, made when someone asks for it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from dashboard.insight.share import choices
from dashboard.insight.share.content import SharePage
from tests.pages.conftest import text_of

CASE = "archived-tax-rate"


@pytest.fixture
def share(open_page, fresh_sandbox):
    """Return a function that opens Share for a merchant, where no link may be made."""

    def open_it(case=CASE, **query):
        return open_page("share", {"READ_ONLY": "1"}, company=fresh_sandbox.company(case), **query)

    return open_it


def copied(page, label):
    """Return the text that a copy button has."""
    found = re.findall(rf'data-copy="([^"]*)"[^>]*>{label}<', text_of(page))
    return unescape(found[0])


def labels(page):
    return [each.label for each in page.get("download_button")]


def test_files_are_offered_even_where_no_link_may_be_made(share):
    page = share()
    assert "You can’t create a link here." in text_of(page)
    assert labels(page) == ["Report (HTML)", "SVG", "PNG", "SVG", "PNG"]


def test_the_text_has_at_most_five_lines_with_the_answer_first(share):
    lines = copied(share(), "Copy as text").splitlines()
    assert 3 <= len(lines) <= 5
    assert "Xero" in lines[0]
    assert lines[-1].startswith("As of ")


def test_the_text_leaves_out_what_is_not_selected(share):
    page = share()
    page.checkbox(key="share_part_missing_days").uncheck()
    page.checkbox(key="share_part_causes").uncheck()
    text = copied(page.run(), "Copy as text")
    assert "Missing sales" not in text
    assert "Next:" not in text


def test_a_picture_has_a_text_for_those_who_cannot_see_it(share):
    page = share()
    assert "Daily results" in copied(page, "Copy alt text")


def test_one_sync_has_no_picture(share, fresh_sandbox, client):
    sync = client.sync.get_latest_sync(fresh_sandbox.company(CASE)).sync_id
    assert labels(share(view="sync", sync=sync)) == ["Report (HTML)"]


def test_with_nothing_selected_there_is_no_report_and_no_text(share):
    page = share()
    for each in choices.offered(SharePage.COMPANY):
        page.checkbox(key=f"share_part_{each}").uncheck()
    page.run()
    assert "Report (HTML)" not in labels(page)
    assert "Copy as text" not in text_of(page)


def test_a_merchant_without_syncs_has_no_picture_to_offer(share):
    assert "There are no syncs to draw." in text_of(share("never-synced-404"))


def test_the_address_for_colleagues_says_that_it_is_no_link_to_share(share):
    said = text_of(share(view="history", status="failed"))
    assert "It isn’t a link to share." in said
    assert "Copy address for colleagues" in said
