"""Every kind of fault: on a sync's own read, on all reads, on data that were read before, on the list."""

from __future__ import annotations

import threading

import pytest

from codat_client import CodatError
from dashboard.services import snapshot
from dashboard.ui import page
from sandbox.faults import KINDS
from tests.faults.complete_page import NO_TRACE, STANDING, is_told, stands
from tests.support import limits


@pytest.mark.parametrize("kind", KINDS)
def test_a_sync_s_page_is_drawn_while_its_own_read_fails(session, fresh_sandbox, company, sync, kind):
    fresh_sandbox.fault(kind, operation="sync.get", companyId=company)
    session.hurry(kind, "sync.get")
    text = session.open("sync", company=company, sync=sync)
    stands("sync", text, "sync.get")
    is_told(text, session.reading(company, f"sync:{sync}").value.error)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_says_what_to_do_while_nothing_can_be_read(session, fresh_sandbox, company, sync, kind):
    fresh_sandbox.fault(kind, n=100)
    session.hurry(kind)
    for name in STANDING:
        text = session.open(name, again=name == "company", company=company, sync=sync)
        assert "History" in text
        is_told(text, session.reading(company, "latest").error)
        assert not [trace for trace in NO_TRACE if trace in text]


@pytest.mark.parametrize("kind", KINDS)
def test_older_answers_stay_and_say_from_when_they_are(session, fresh_sandbox, company, kind):
    before = session.open("company", company=company)
    fresh_sandbox.fault(kind, n=100, companyId=company)
    session.hurry(kind)
    session.app.button(key="read_again").click()
    text = session.run()
    error = session.reading(company, "latest").error
    assert "are in Xero" in before
    if error is not None:  # a 404 is an answer: there is no sync
        stands("company", text, "none")
        is_told(text, error)
        assert "The data shown is from" in text


def test_what_failed_is_shown_in_its_place_when_only_the_long_list_comes(session, environment, company):
    """Until something was read the top of the page says all there is to say, and the places stay empty."""
    drawn, read, draw = threading.Event(), snapshot.READS["syncs"], page.CompanyView._draw_if_ready

    def late(*asked):
        assert drawn.wait(limits.WAIT_S)
        return read(*asked)

    def refused(*_):
        raise CodatError("Refused.")

    def noted(of, section):
        done = draw(of, section)
        if section.about and all(each.drawn or "syncs" in each.needs for each in of._sections):
            drawn.set()
        return done

    for name in snapshot.READS:
        environment.setitem(snapshot.READS, name, late if name == "syncs" else refused)
    environment.setattr(page.CompanyView, "_draw_if_ready", noted)
    text = session.open("setup", company=company)
    assert session.reading(company, "syncs").present
    assert "Couldn’t load this." in text


def test_a_company_that_is_in_no_list_has_a_page_that_comes_to_rest(session):
    """Its name is looked up again at a move; a page that runs once more for each look-up never ends."""
    for _ in range(3):
        assert "Company 0b4e1c9a" in session.open("company", company="0b4e1c9a-5d0e-4b51-9d43-6c1a5d0c7a11")


@pytest.mark.parametrize("kind", KINDS)
def test_find_says_why_there_is_no_list_and_still_opens_an_id(session, fresh_sandbox, company, kind):
    fresh_sandbox.fault(kind, n=100, operation="companies.list")
    session.hurry(kind, "companies.list")
    session.open("home")
    text = session.until(lambda text: "Loading companies" not in text)
    assert "couldn’t be loaded" in text
    assert ". " in text.split("couldn’t be loaded.</b>")[1].split("</p>")[0]  # why, and what to do
    assert "Reload the list" in [button.label for button in session.app.button]
    assert not [trace for trace in NO_TRACE if trace in text]
    assert f"/company?company={company}" in session.open("home", q=company)
