"""A digest shared as a frozen link: from its page, in Shared and in Activity, until it is revoked."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.access.role import Role
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.settings import load
from dashboard.sharing.registry import share_service
from dashboard.ui.fleet import share
from tests.pages.conftest import text_of
from tests.support.fleet_records import fleet_here, record_outage

SHARE, CREATE = "share_digest", "create_digest_link"


@pytest.fixture
def companies(fresh_sandbox):
    """Return three merchants of the sandbox."""
    cases = ("healthy", "two-shops", "failing-3")
    return [FleetCompany(fresh_sandbox.company(each), fresh_sandbox.name(each)) for each in cases]


@pytest.fixture
def night(open_page, fresh_sandbox, companies):  # noqa: ARG001 - its settings name the store
    """Record that three merchants began to fail two days ago, before the morning; return the digest's day."""
    began = (datetime.now(UTC) - timedelta(days=2)).replace(hour=3, minute=10)
    record_outage(fleet_here(fresh_sandbox.url), companies, began)
    return began.date().isoformat()


@pytest.fixture
def create(open_page, night):
    """Return a function that creates a link on the digest's page, and returns it with what it shows."""

    def create_it(*, names=False):
        page = open_page("digest", env={"ALLOW_STARTING": "1"}, date=night)
        page.button(key=SHARE).click().run()
        if names:
            page.checkbox(key="fleet_share_names").check().run()
        page.button(key=CREATE).click().run()
        assert "Link created" in text_of(page)
        sharing = share_service(load(os.environ))
        token = text_of(page).partition("/s/")[2].partition("<")[0]
        (link,) = sharing.links()
        return link, sharing.open_link(token).frozen_view

    return create_it


def offers(page):
    return any(each.key == SHARE for each in page.button)


def test_it_shows_the_lines_and_no_merchant_unless_someone_chooses_them(create, companies):
    link, shown = create()
    assert (link.company_id, link.live, link.companies) == ("", False, ("",))
    assert link.company_name == shown["company"]
    assert "3 merchants newly failing, all of them: write rejected." in shown["changes"]["lines"]
    assert shown["changes"]["checked"] == "Checked all 3 merchants."
    assert not any(each.name in str(shown) or each.company_id in str(shown) for each in companies)


def test_with_names_it_has_the_merchants_of_each_list_and_still_no_id(create, companies):
    _, shown = create(names=True)
    assert [each["names"] for each in shown["lists"]] == [
        sorted((each.name for each in companies), key=str.casefold)
    ]
    assert not any(each.company_id in str(shown) for each in companies)


def test_the_form_closes_when_it_is_cancelled_and_with_its_link(open_page, night):
    page = open_page("digest", env={"ALLOW_STARTING": "1"}, date=night)
    assert CREATE not in [each.key for each in page.button]
    page.button(key=SHARE).click().run()
    page.button(key="fleet_share_cancel").click().run()
    assert CREATE not in [each.key for each in page.button]
    page.button(key=SHARE).click().run().button(key=CREATE).click().run()
    assert "Link created" in text_of(page)
    assert not offers(page)


def test_the_link_shows_what_its_preview_showed_and_another_choice_needs_another(open_page, night, companies):
    page = open_page("digest", env={"ALLOW_STARTING": "1"}, date=night)
    page.button(key=SHARE).click().run().button(key="preview_digest").click().run()
    previewed = text_of(page).partition("/preview/")[2].partition('"')[0]
    shown = share_service(load(os.environ)).open_link(previewed, preview=True).frozen_view
    assert not any(each.name in str(shown) for each in companies)

    page.checkbox(key="fleet_share_names").check().run()
    assert "Open preview" not in text_of(page)
    page.checkbox(key="fleet_share_names").uncheck().run()
    page.button(key=CREATE).click().run()
    token = text_of(page).partition("/s/")[2].partition("<")[0]
    assert share_service(load(os.environ)).open_link(token).frozen_view == shown


def test_shared_and_activity_list_it_and_it_can_be_revoked(create, open_page):
    link, _ = create()
    assert link.company_name in text_of(open_page("shared"))
    assert "Digest, frozen" in text_of(open_page("shared"))
    assert "Link created: digest, frozen" in text_of(open_page("activity"))

    page = open_page("shared", link=str(link.id))
    page.button(key="revoke_link").click().run()
    page.button(key="revoke_now").click().run()
    assert "Link revoked: digest, frozen" in text_of(open_page("activity"))


def test_who_sees_some_companies_shares_a_digest_of_these_alone(create, companies, signed_in_as):
    signed_in_as(Role.OPERATOR, rule=f"name {companies[0].name}")
    link, shown = create(names=True)
    assert link.companies == (companies[0].company_id,)
    assert [each["names"] for each in shown["lists"]] == [[companies[0].name]]
    assert shown["changes"]["checked"] == "Checked 1 merchant."


def test_who_sees_all_and_may_share_some_gets_no_form(open_page, night, signed_in_as):
    signed_in_as(Role.VIEWER)
    assert not offers(open_page("digest", date=night))
    signed_in_as(Role.OPERATOR, rule="name *")  # beside the role for all
    assert not offers(open_page("digest", date=night))


def test_who_sees_some_gets_a_form_unless_these_are_too_many(open_page, night, signed_in_as, monkeypatch):
    signed_in_as(Role.OPERATOR, rule="name *")
    assert offers(open_page("digest", date=night))
    monkeypatch.setattr(share, "MOST_COMPANIES", 2)
    assert not offers(open_page("digest", date=night))


def test_a_digest_without_records_offers_no_link(open_page):
    assert not offers(open_page("digest"))
