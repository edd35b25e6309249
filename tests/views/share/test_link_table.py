"""Shared links as a table, and one link in full."""

from __future__ import annotations

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from dashboard.access.people import KnownPerson
from dashboard.views.access.namesakes import Namesakes
from dashboard.views.share import link_table
from dashboard.views.share.link_table import LinkContext
from tests.support.people import ISSUER
from tests.views.share.links import NOW, link

HOSTILE = '"><img src=x onerror="alert(1)">'
CONTEXT = LinkContext(
    ZoneInfo("Europe/London"),
    NOW,
    lambda company_id: f"/company?company={company_id}&x",
    lambda link_id: f"/shared?link={link_id}&x",
)
COLUMNS = ["Shows", "State", "Recipient", "Created by", "Expires (London)", "Opened", ""]


def words_of(html: str) -> str:
    """Return the text of HTML, its tags as spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_table_has_a_row_for_each_link_with_its_state():
    rows = [(link(id=1), "open"), (link(id=2, company_name="Corner Deli"), "revoked")]
    shown = link_table.table(rows, CONTEXT, None)
    assert shown.count("<tr") == 3
    assert re.findall(r"<th[^>]*>([^<]*)</th>", shown) == COLUMNS
    assert [each for each in ("Bluebird Coffee", "Corner Deli", "Open", "Revoked") if each not in shown] == []


def test_a_row_leads_to_the_company_and_to_the_link():
    shown = link_table.table([(link(), "open")], CONTEXT, None)
    assert 'href="/company?company=6f94d3c3-0949-4610-a847-30820fc85d92&amp;x"' in shown
    assert 'href="/shared?link=7&amp;x"' in shown
    assert 'aria-label="Manage the link for Bluebird Coffee, Ada Byron (unverified)"' in shown


def test_a_revoked_link_can_only_be_viewed():
    shown = link_table.table([(link(recipient="Ann"), "revoked")], CONTEXT, None)
    assert 'aria-label="View the link for Bluebird Coffee, Ann">View</a>' in shown


def test_the_opened_link_is_marked():
    rows = [(link(id=1), "open"), (link(id=7), "open")]
    assert link_table.table(rows, CONTEXT, 7).split("<tr")[3].startswith(" aria-current=true")
    assert "aria-current" not in link_table.table(rows, CONTEXT, None)
    assert "aria-current" not in link_table.table(rows, CONTEXT, 99)


def test_a_phone_leaves_out_what_the_opened_link_says_too():
    shown = link_table.table([(link(), "open")], CONTEXT, None)
    hidden = re.findall(r'<th scope="col" class="[^"]*d-only-wide[^"]*">([^<]*)</th>', shown)
    assert hidden == ["Created by", "Expires (London)"]
    said = words_of(link_table.facts(link(), "open", CONTEXT))
    assert "Ada Byron (unverified)" in said
    assert "Expires 27 Nov 13:42" in said


def test_a_link_in_full_has_its_message_and_where_it_may_be_embedded():
    said = words_of(
        link_table.facts(
            link(note="Fixed by Monday.", embed_origin="https://help.example", recipient="Ann"),
            "paused",
            CONTEXT,
        )
    )
    for words in (
        "Paused",
        "Recipient Ann",
        "Created today 12:42 by Ada Byron (unverified)",
        "Expires 27 Nov 13:42 (London)",
        "Message Fixed by Monday.",
        "May be embedded in https://help.example",
    ):
        assert words in said


def test_a_link_without_them_says_nothing_of_them():
    said = words_of(link_table.facts(link(), "open", CONTEXT))
    assert "Message" not in said
    assert "embedded" not in said


@pytest.mark.parametrize("field", ["company_name", "person", "recipient", "note", "embed_origin"])
def test_foreign_text_stays_text(field):
    foreign = link(**{field: HOSTILE})
    shown = link_table.table([(foreign, "open")], CONTEXT, 7) + link_table.facts(foreign, "open", CONTEXT)
    assert "<img" not in shown
    assert 'aria-label=""' not in shown


def test_company_has_a_line_only_while_links_are_open():
    assert link_table.open_links(0, "/shared") == ""
    assert '<a href="/shared?a&amp;b">2 open links</a>' in link_table.open_links(2, "/shared?a&b")


def test_who_made_a_link_is_distinguished_from_someone_with_the_same_name():
    seen = [KnownPerson(f"{ISSUER} {each}", "Ada Byron", "", (), NOW, NOW) for each in ("a1", "a2")]
    context = replace(CONTEXT, people=Namesakes(lambda: seen))
    made = link(identity=f"{ISSUER} a2", verified=True)
    for html in (link_table.table([(made, "open")], context, None), link_table.facts(made, "open", context)):
        assert "Ada Byron (a2)" in html
