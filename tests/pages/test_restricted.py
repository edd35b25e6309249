"""Who sees only some companies: no page holds the name, id or number of another one, or others' access.

Every page has a row here. The same walk as someone who sees all companies finds what it looks for.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete

from codat_client import CodatClient
from dashboard.access.role import Role
from dashboard.fleet.registry import fleet_of
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.record.registry import record_of
from dashboard.search.recent import RecentCompany
from dashboard.services.account import CodatAccount
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.sharing.link import NewLink
from dashboard.sharing.registry import share_service
from dashboard.store.tables import role_grant
from dashboard.ui import links
from tests.pages.conftest import ROOT, text_of
from tests.pages.drawn import everything_drawn
from tests.pages.test_find_recents import as_stored
from tests.starting.support import answers_to_all
from tests.support import limits
from tests.support.app_test import give_role, use_session
from tests.support.fleet_records import hours_ago, record_outage
from tests.support.people import ISSUER, at_desk
from tests.support.starts import service_here, wait_for

COVERED, OTHER, THIRD = "healthy", "archived-tax-rate", "switched-off"
BEN = "ben@example.com"
NOTE = "Only for those who see this company."
OF_A_COMPANY = ("company", "history", "setup", "start", "share", "sync")
# Each page with parameters that ask for a company that isn't covered; COMPANY is its id. A page without a row
# fails `test_every_page_has_its_row`.
ADDRESSES: dict[str, list[dict[str, str]]] = {
    "": [
        *({}, {"q": "COMPANY"}, {"q": "NAME"}, {"q": "a"}, {"q": "https://app.codat.io/companies/COMPANY"}),
        *({"incident": "1"}, {"work": "COMPANY"}, {"owner": "Grace Hopper"}, {"new": "yesterday"}),
    ],
    **{page: [{"company": "COMPANY", "sync": "SYNC"}] for page in OF_A_COMPANY},
    "shared": [{}, {"company": "COMPANY"}, {"link": "1"}, {"person": "Grace Hopper"}],
    "activity": [
        *({}, {"company": "COMPANY"}, {"person": "Grace Hopper"}, {"outcome": "refused"}, {"show": "access"}),
    ],
    "help": [{}],
    "digest": [{}, {"date": "2026-11-29"}],
    "trends": [{}, {"months": "24"}],
    "sessions": [{}, {"show": "all"}],
    "people": [{}, {"who": BEN}],
}
WALK = [(page, query) for page, queries in ADDRESSES.items() for query in queries]


def test_every_page_has_its_row():
    assert set(ADDRESSES) == set(links.PAGES)


@pytest.fixture
def record(open_page, fresh_sandbox):  # noqa: ARG001 - its settings name the store
    """Put both companies into Home, a note and a link of each on record, and a start of the other one."""
    settings, lead = load(os.environ), at_desk("Grace Hopper", allow_starting=True)
    account = CodatAccount(fresh_sandbox.url, "test-key")
    listed = [
        FleetCompany(fresh_sandbox.company(case), fresh_sandbox.name(case))
        for case in (OTHER, THIRD, COVERED)
    ]
    fleet = fleet_of(settings, account)
    record_outage(fleet, listed, hours_ago(2))
    fleet.work.take(fresh_sandbox.company(OTHER), lead)
    name = fresh_sandbox.name(OTHER)
    fleet.saved_views.save(f"Only {name}", {"q": name}, lead, shared=True)
    content = ShareContent(SharePage.COMPANY, frozenset({SharePart.ANSWER}))
    fresh_sandbox.let_syncs_run()
    starts = service_here(account)
    for case in (OTHER, COVERED):
        company = fresh_sandbox.company(case)
        record_of(settings, account).notes.add(company, NOTE, lead)
        share_service(settings).make(
            NewLink(company, fresh_sandbox.name(case), content, timedelta(days=7)), lead
        )
    answers = answers_to_all()
    intent = Intent(
        new_intent_id(), fresh_sandbox.company(OTHER), RequestedRange.up_to_now(), "", answers=answers
    )
    attempt = starts.start(intent, settings, lead)
    wait_for(starts, attempt.id, lambda now: now.stage is Stage.RUNNING, limits.WAIT_S)


@pytest.fixture
def walk(open_page, signed_in_as, fresh_sandbox, record):  # noqa: ARG001 - on record before
    """Return a function that opens a page as someone with a role; its address as in `ADDRESSES`."""

    def go(page, query, rule):
        signed_in_as(Role.OPERATOR, "Ben")
        signed_in_as(Role.LEAD, rule=rule)
        known = {
            "COMPANY": fresh_sandbox.company(OTHER), "NAME": fresh_sandbox.name(OTHER), "SYNC": str(uuid4())
        }  # fmt: skip
        values = {
            name: re.sub("COMPANY|NAME|SYNC", lambda found: known[found[0]], value)
            for name, value in query.items()
        }
        test = open_page(page or "home", **values)
        entry = RecentCompany(fresh_sandbox.company(OTHER), fresh_sandbox.name(OTHER), state="failing 9 days")
        test.session_state["recents"] = as_stored(fresh_sandbox, entry.as_stored())
        return test.run(), set(values.values())

    return go


def uncovered(sandbox, asked):
    """Return the ids and names of every other company, without those that the address has itself."""
    client = CodatClient("test-key", sandbox.url)
    every = [each for each in client.companies.iterate() if each.id != sandbox.company(COVERED)]
    client.close()
    covered = sandbox.name(COVERED).casefold()
    words = [
        *(each.id for each in every),
        *(each.name for each in every if len(each.name or "") > 5 and each.name.casefold() not in covered),
    ]
    return [each for each in words if not any(each.casefold() in text.casefold() for text in asked)]


def rule_for(sandbox):
    return f"name {sandbox.name(COVERED)}"


def found_on(walk, sandbox, page, query, rule):
    """Return what a page holds of other companies (names, ids, notes, numbers) and of another person."""
    test, asked = walk(page, query, rule)
    drawn = everything_drawn(test).casefold()
    note, person = [NOTE] if "company" in query else [], [BEN] if "who" not in query else []
    words = [*uncovered(sandbox, asked), *note, *person, "59 companies", "60 companies", "2 links"]
    return [each for each in words if each.casefold() in drawn]


def test_no_page_holds_anything_of_a_company_that_is_not_covered(walk, fresh_sandbox):
    rule = rule_for(fresh_sandbox)
    found = {f"{page} {query}": found_on(walk, fresh_sandbox, page, query, rule) for page, query in WALK}
    assert {each: words for each, words in found.items() if words} == {}


def test_the_same_walk_finds_them_for_whoever_sees_all_companies(walk, fresh_sandbox):
    for page in ("", "shared", "activity", "help"):
        found = found_on(walk, fresh_sandbox, page, {}, "")
        assert fresh_sandbox.company(OTHER) in found, page
    assert fresh_sandbox.name(OTHER) in found_on(walk, fresh_sandbox, "activity", {}, "")
    assert NOTE in found_on(walk, fresh_sandbox, "activity", {"company": "COMPANY"}, "")
    assert BEN in found_on(walk, fresh_sandbox, "people", {}, "")


def test_what_is_covered_is_there(walk, fresh_sandbox):
    company = fresh_sandbox.company(COVERED)
    for page in ("", "shared", "activity", "company"):
        test, _ = walk(page, {"company": company} if page == "company" else {}, rule_for(fresh_sandbox))
        assert company in everything_drawn(test), page


def test_the_page_is_that_of_a_company_that_does_not_exist_and_nothing_is_read(
    open_page, signed_in_as, fresh_sandbox
):
    signed_in_as(Role.LEAD, rule=rule_for(fresh_sandbox))
    asked = [fresh_sandbox.company(OTHER), str(uuid4())]
    for page in OF_A_COMPANY:
        shown = [text_of(open_page(page, company=each)).replace(each, "ID") for each in asked]
        assert shown[0] == shown[1]
        assert "Company not found" in shown[0]
    assert asked[0] not in str(fresh_sandbox.company_requests())


def test_what_was_read_before_a_role_was_taken_is_drawn_no_more(
    open_page, signed_in_as, fresh_sandbox, monkeypatch
):
    session = signed_in_as(Role.LEAD)
    page = open_page("company", company=fresh_sandbox.company(OTHER))
    assert fresh_sandbox.name(OTHER) in everything_drawn(page)
    store = real_store(load(os.environ))
    with store.writing() as connection:
        connection.execute(delete(role_grant))
    give_role(store, f"{ISSUER} ada", Role.LEAD, rule_for(fresh_sandbox))
    use_session(monkeypatch, session)
    page.run()
    assert "Company not found" in text_of(page)
    assert fresh_sandbox.name(OTHER) not in everything_drawn(page)
    found = page.switch_page(str(ROOT / "pages/home.py")).run()
    assert fresh_sandbox.name(OTHER) not in everything_drawn(found)
