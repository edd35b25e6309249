"""Activity's second list: sign-ins, refusals and changes of roles, for leads alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import insert

from dashboard.access.events import AccessEventType, AccessLog
from dashboard.access.role import Role
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.store.tables import access_event
from dashboard.ui.access.events_view import PER_PAGE
from tests.pages.conftest import text_of
from tests.support.people import signed_in

HOSTILE = '<img src=x onerror="alert(1)"> **Eve** =1+1'
BEN = signed_in("Ben", Role.OPERATOR)
SWITCH = "Sign-ins and roles"


def store():
    return real_store(load(os.environ))


def record(kind=AccessEventType.SIGNED_IN, detail="", person=BEN):
    AccessLog(store()).add(kind, person, detail)


def record_rows(*rows):
    usual = {
        "person": "Ben", "identity": BEN.identity, "verified": True, "at": datetime.now(UTC), "detail": "",
        "kind": AccessEventType.SIGNED_IN.value, "origin": "", "company_id": "", "outcome": None,
        "session_id": None,
    }  # fmt: skip
    with store().writing() as connection:
        connection.execute(insert(access_event), [{**usual, **row} for row in rows])


def table_of(page):
    return next((each.value for each in page.get("html") if "<table" in each.value), "")


@pytest.fixture
def access(open_page, signed_in_as):
    """Return a function that opens the list as a lead."""
    signed_in_as(Role.LEAD)

    def open_it(**query):
        return open_page("activity", show="access", **query)

    return open_it


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.LEAD, True), (Role.OPERATOR, False), (Role.VIEWER, False)]
)
def test_only_leads_get_the_switch(open_page, signed_in_as, role, offered):
    signed_in_as(role)
    assert (SWITCH in text_of(open_page("activity"))) is offered


def test_without_sign_in_there_is_no_switch(open_page):
    assert SWITCH not in text_of(open_page("activity", env={"ALLOW_STARTING": "1"}))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VIEWER])
def test_others_are_refused_with_the_reason_and_see_no_event(open_page, signed_in_as, role):
    signed_in_as(role)
    record(detail="secret-detail")
    said = text_of(open_page("activity", show="access"))
    assert "Only leads can see this." in said
    assert "Ask a lead to see sign-ins, sessions and people." in said
    assert "secret-detail" not in said
    assert "Export" not in said


def test_a_lead_for_some_companies_is_refused_too(open_page, signed_in_as):
    signed_in_as(Role.LEAD, rule="name Blue*")
    record(detail="secret-detail")
    assert "secret-detail" not in text_of(open_page("activity", show="access"))


def test_an_event_says_what_by_whom_and_from_where(access):
    record(AccessEventType.ROLE_GIVEN, "eve@example.com: viewer")
    said = table_of(access())
    for words in ("Role given", "eve@example.com: viewer", "Ben", "another computer", "today "):
        assert words in said


def test_the_lists_are_apart(access, open_page):
    record(detail="of-access")
    assert "of-access" in text_of(access())
    assert "of-access" not in text_of(open_page("activity"))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"now", "old", "eve"}),
        ({"person": "Eve"}, {"eve"}),
        ({"person": "Nobody"}, set()),
        ({"kind": "signed in"}, {"now", "old"}),
        ({"kind": "role given,role removed"}, {"eve"}),
        ({"days": "7"}, {"now", "eve"}),
        ({"kind": "nonsense", "days": "x", "from": "2026-13-01", "rows": "x"}, {"now", "old", "eve"}),
    ],
)
def test_the_address_filters(access, query, shown):
    record_rows(
        {"detail": "now"},
        {"detail": "old", "at": datetime.now(UTC) - timedelta(days=60)},
        {
            "detail": "eve",
            "person": "Eve",
            "identity": None,
            "verified": False,
            "kind": AccessEventType.ROLE_GIVEN.value,
        },
    )
    said = table_of(access(**query))
    assert {word for word in ("now", "old", "eve") if f">{word}<" in said} == shown


def test_filters_in_the_menus_go_into_the_address(access):
    record()
    page = access()
    page.selectbox(key="a_person").select(BEN.identity).run()
    assert page.query_params["person"] == BEN.identity
    assert "Person: ben<" in text_of(page)
    kinds = next(each for each in page.get("button_group") if each.key == "a_kinds")
    kinds.set_value([AccessEventType.SIGNED_IN]).run()
    assert page.query_params["kind"] == "signed in"
    days = next(each for each in page.get("button_group") if each.key == "a_days")
    days.set_value(30).run()
    assert page.query_params["days"] == "30"
    assert page.query_params["show"] == "access"
    for words in ("What: Signed in", "Last 30 days", "Clear all"):
        assert words in text_of(page)


def test_a_chip_removes_its_filter_alone(access):
    record()
    html = "".join(each.value for each in access(person="Ben", kind="signed in").get("html"))
    chips = [part.split('"')[0] for part in html.split('class="d-chip" href="/activity?')[1:]]
    left = [dict(parse_qsl(each.replace("&amp;", "&"))) for each in chips]
    assert left == [{"show": "access", "kind": "signed in"}, {"show": "access", "person": "Ben"}]


def test_nothing_left_says_how_to_see_more(access):
    assert "No event matches the filters." in text_of(access(person="Nobody"))


def test_the_list_is_shown_page_by_page(access):
    record_rows(*({"detail": "x"} for _ in range(PER_PAGE)))  # and the lead's sign-in
    assert f"<b>1–{PER_PAGE}</b> of {PER_PAGE + 1}" in text_of(access())
    assert f"<b>{PER_PAGE + 1}</b> of {PER_PAGE + 1}" in text_of(access(rows="2"))


def test_the_export_has_the_filtered_events(access):
    record()
    record(AccessEventType.ROLE_GIVEN)
    said = text_of(access(kind="role given"))
    assert "1 entry, newest first" in said


def test_what_people_wrote_is_shown_as_text_only(access):
    record_rows({"person": HOSTILE, "detail": HOSTILE, "kind": HOSTILE, "origin": HOSTILE})
    for query in ({}, {"person": HOSTILE}):
        said = text_of(access(**query))
        assert "<img" not in said
        assert "&lt;img src=x" in said


def test_unverified_names_are_marked_where_people_sign_in(access, open_page):
    record_rows({"person": "Old Ada", "verified": False})
    assert "Old Ada (unverified)" in text_of(access())
    assert "unless marked “unverified”" in text_of(open_page("activity"))
