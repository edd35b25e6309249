"""What the pages offer each role: the acts that its service would do, and no others."""

from __future__ import annotations

import os
import re
from functools import partial
from html import unescape
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access.policy import Act
from dashboard.access.role import Role
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.sharing.registry import share_service
from dashboard.ui import links
from tests.pages.conftest import text_of
from tests.pages.drawn import everything_drawn
from tests.pages.starting import keys, press
from tests.support.acts import ANOTHERS, BUTTON, NAME, OTHER, OWN, PLACES, SESSION, put_on_record
from tests.support.app_test import give_role
from tests.support.people import signed_in

ADA, BEN = signed_in("Ada Byron", Role.LEAD), signed_in("Ben", Role.LEAD)


def test_every_page_and_every_act_is_in_the_table():
    assert set(PLACES) == set(links.PAGES)
    assert {act for places in PLACES.values() for place in places for act in place.offers} == set(Act)


@pytest.fixture
def on_record(open_page, fresh_sandbox, monkeypatch):  # noqa: ARG001 - its settings name the store
    """Put a link of Ada's and one of Ben's on record, and a start whose outcome is unknown."""
    monkeypatch.setenv("FLEET_POLLING", "1")  # so that Home offers a check
    put_on_record(monkeypatch, fresh_sandbox, ADA, BEN)


@pytest.mark.usefixtures("on_record")
@pytest.mark.parametrize("role", [None, *Role])
def test_a_role_is_offered_its_acts_and_no_others(open_page, signed_in_as, fresh_sandbox, role):
    ben = signed_in_as(Role.OPERATOR, "Ben")
    signed_in_as(role)
    known = {NAME: fresh_sandbox.name(OTHER), SESSION: f"session={ben.id}"}
    offered, due = {}, {}
    for page, place in ((page, place) for page, places in PLACES.items() for place in places):
        opened = open_page(page or "home", **place.address(fresh_sandbox))
        offered[page, str(place.query)] = place.shown(partial(offers, opened), known)
        due[page, str(place.query)] = place.due(role)
    assert offered == due


def offers(page: AppTest, offer: str) -> bool:
    if offer.startswith(BUTTON):
        return offer.removeprefix(BUTTON) in keys(page)
    return offer in everything_drawn(page)


def test_a_viewer_is_offered_no_start_and_reads_that_it_is_not_the_place(
    open_page, signed_in_as, fresh_sandbox
):
    signed_in_as(Role.VIEWER)
    company = fresh_sandbox.company("healthy")
    assert "Start a sync" not in everything_drawn(open_page("company", company=company))
    words = unescape(text_of(open_page("start", company=company)))
    assert "You can’t start a sync" in words
    assert "start a sync here" not in words
    assert "Ask an operator to start the sync." in words


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


def test_the_open_links_of_a_person_are_counted_on_people_and_listed_on_shared(
    open_page,
    signed_in_as,
    on_record,  # noqa: ARG001
):
    signed_in_as(Role.LEAD)
    html = everything_drawn(open_page("people"))
    (address,) = set(re.findall(r"/shared\?([^\\]*ada[^\\]*)[^>]*>1</a>", html))
    listed = everything_drawn(open_page("shared", **dict(parse_qsl(unescape(address)))))
    assert f"link={OWN}" in listed
    assert f"link={ANOTHERS}" not in listed


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
