"""What the pages offer each role: the acts that its service would do, and no others.

The table has a row for each act of the policy; an act without one fails `test_every_act_has_its_row`.
"""

from __future__ import annotations

import os
from datetime import timedelta
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access.policy import Act
from dashboard.access.role import Role
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.services.account import CodatAccount
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.sharing.link import NewLink
from dashboard.sharing.registry import share_service
from tests.access.test_policy import ALLOWED
from tests.pages.conftest import text_of
from tests.pages.drawn import everything_drawn
from tests.pages.starting import keys, press
from tests.starting.support import RULES
from tests.support import limits
from tests.support.app_test import give_role
from tests.support.people import signed_in
from tests.support.starts import service_here, use_rules, wait_for

ADA, BEN = signed_in("Ada Byron", Role.LEAD), signed_in("Ben", Role.LEAD)
OWN, ANOTHERS = "1", "2"
"""The numbers of the links that Ada and Ben made."""
UNCLEAR, OTHER = "healthy", "archived-tax-rate"
"""A company whose start has an unknown outcome, and one without a start."""
CONTENT = ShareContent(SharePage.COMPANY, frozenset({SharePart.ANSWER}))
BUTTON = "button "
# Each act with the page that offers it, what its address names, and the button or text that offers it.
OFFERED: dict[Act, tuple[str, dict[str, str], str]] = {
    Act.READ: ("company", {"company": OTHER}, "NAME"),
    Act.EXPORT: ("history", {"company": OTHER}, "file_csv"),
    Act.START: ("start", {"company": OTHER}, f"{BUTTON}go_on"),
    Act.ASK_AGAIN: ("start", {"company": UNCLEAR}, f"{BUTTON}ask_again"),
    Act.RELEASE: ("start", {"company": UNCLEAR}, f"{BUTTON}release"),
    Act.NOTE: ("company", {"company": OTHER}, f"{BUTTON}add_note"),
    Act.SHARE: ("share", {"company": OTHER}, f"{BUTTON}create_link"),
    Act.CHANGE_LINK: ("shared", {"link": OWN}, f"{BUTTON}pause_link"),
    Act.CHANGE_ANY_LINK: ("shared", {"link": ANOTHERS}, f"{BUTTON}pause_link"),
    Act.SEE_ACCESS: ("people", {}, "ben@example.com"),
    Act.END_SESSION: ("sessions", {"show": "all"}, "SESSION"),
    Act.SET_ROLE: ("people", {}, f"{BUTTON}give_role"),
}


def test_every_act_has_its_row():
    assert set(OFFERED) == set(Act)


@pytest.fixture
def on_record(open_page, fresh_sandbox, monkeypatch):  # noqa: ARG001 - its settings name the store
    """Put a link of Ada's and one of Ben's on record, and a start whose outcome is unknown."""
    use_rules(monkeypatch, RULES)
    settings, account = load(os.environ), CodatAccount(fresh_sandbox.url, "test-key")
    for owner in (ADA, BEN):
        new = NewLink(fresh_sandbox.company(OTHER), "Bluebird Coffee", CONTENT, timedelta(days=7))
        share_service(settings).make(new, owner)
    fresh_sandbox.fault("drop", operation="sync.request", carriedOut=False)
    starts, company = service_here(account), fresh_sandbox.company(UNCLEAR)
    attempt = starts.start(Intent(new_intent_id(), company, RequestedRange.up_to_now()), settings, ADA)
    wait_for(starts, attempt.id, lambda now: now.may_release, limits.WAIT_S)


@pytest.mark.usefixtures("on_record")
@pytest.mark.parametrize("role", [None, *Role])
def test_a_role_is_offered_its_acts_and_no_others(open_page, signed_in_as, fresh_sandbox, role):
    ben = signed_in_as(Role.OPERATOR, "Ben")
    signed_in_as(role)
    known = {"NAME": fresh_sandbox.name(OTHER), "SESSION": f"session={ben.id}"}
    shown: dict[str, AppTest] = {}
    offered = set()
    for act, (page, query, offer) in OFFERED.items():
        asked = query | ({"company": fresh_sandbox.company(query["company"])} if "company" in query else {})
        address = f"{page} {query}"
        if address not in shown:
            shown[address] = open_page(page, **asked)
        if offers(shown[address], known.get(offer, offer)):
            offered.add(act)
    assert offered == {act for act in Act if role in ALLOWED[act]}


def offers(page: AppTest, offer: str) -> bool:
    if offer.startswith(BUTTON):
        return offer.removeprefix(BUTTON) in keys(page)
    return offer in everything_drawn(page)


def test_a_lead_finds_the_links_of_who_left_and_takes_one_over(
    open_page,
    signed_in_as,
    on_record,  # noqa: ARG001 - on record before
):
    signed_in_as(None, "Ben")  # no role
    signed_in_as(Role.LEAD)
    listed = open_page("shared")
    assert "1 link from people who have left" in unescape(text_of(listed))
    left = open_page("shared", person="~")
    assert f"link={ANOTHERS}" in everything_drawn(left)
    assert f"link={OWN}" not in everything_drawn(left)
    taken = press(open_page("shared", link=ANOTHERS), "take_over")
    assert "take_over" not in keys(taken)
    link = next(each for each in share_service(load(os.environ)).links() if str(each.id) == ANOTHERS)
    assert (link.person, link.identity) == ("Ada Byron", ADA.identity)
    assert "people who have left" not in text_of(open_page("shared"))


def test_an_operator_learns_nothing_of_who_left(open_page, signed_in_as, on_record):  # noqa: ARG001
    signed_in_as(None, "Ben")
    signed_in_as(Role.OPERATOR)
    assert "people who have left" not in everything_drawn(open_page("shared")).casefold()
    opened = open_page("shared", link=ANOTHERS)
    assert "take_over" not in keys(opened)
    assert "Ask a lead to change another person’s link." in unescape(text_of(opened))


def test_a_role_taken_away_with_the_page_open_counts_at_the_next_act(
    open_page,
    signed_in_as,
    on_record,  # noqa: ARG001
):
    signed_in_as(Role.LEAD)
    page = open_page("shared", link=OWN)
    give_role(real_store(load(os.environ)), ADA.identity, Role.VIEWER)
    refused = press(page, "pause_link")
    assert "Ask an operator to change the link." in unescape(text_of(refused))
    assert not any(each.paused_at for each in share_service(load(os.environ)).links())
