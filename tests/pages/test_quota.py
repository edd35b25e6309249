"""What pages show of the limits on reads: what is left of the day's quota, and what was held back."""

import itertools

import pytest

from codat_client import CodatClient
from dashboard.access.role import Role
from dashboard.views.reads import quota_words
from tests.pages.conftest import ROOT, clients_of, text_of
from tests.pages.starting import until, until_gone

_number = itertools.count()


@pytest.fixture
def open_page(open_page, monkeypatch):
    """Open pages with a key whose quota nothing in this process has seen."""
    monkeypatch.setenv("CODAT_API_KEY", f"quota-key-{next(_number)}")
    return open_page


@pytest.fixture
def company(fresh_sandbox):
    return fresh_sandbox.company("archived-tax-rate")


def check_again(page):
    page.button(key="read_again").click().run()
    assert not page.exception
    return text_of(page)


def reads(sandbox):
    return len(sandbox.company_requests())


@pytest.fixture
def held_back(open_page, fresh_sandbox, company):
    """Return a function that opens a page of a company that was read before the quota ran low.

    The process knows the quota as long as a client with its key is in use, so each page is kept.
    """
    kept = []

    def open_it(page="company"):
        opened = open_page(page, company=company)
        kept.append(opened)
        fresh_sandbox.leave_quota(0.4)
        check_again(opened)  # its answers report the low quota
        return opened

    return open_it


@pytest.mark.parametrize("page", ["company", "history", "setup", "share"])
def test_below_the_reserve_a_page_keeps_what_it_has_and_says_why_and_until_when(
    held_back, fresh_sandbox, page
):
    opened = held_back(page)
    before = reads(fresh_sandbox)
    said = check_again(opened)
    assert reads(fresh_sandbox) == before
    assert quota_words.SHARE_USED in said
    assert "Possible again" in said
    assert "The data shown is from" in said


def test_a_sync_below_the_reserve_shows_the_lists_record_and_says_why(open_page, fresh_sandbox, company):
    latest = CodatClient("test-key", fresh_sandbox.url).sync.get_latest_sync(company)
    opened = open_page("company", company=company)
    fresh_sandbox.leave_quota(0.4)
    check_again(opened)
    opened.switch_page(str(ROOT / "pages/sync.py"))
    opened.query_params["sync"] = latest.sync_id
    opened.run()
    assert "This page shows the record from the list" in text_of(opened)
    assert quota_words.SHARE_USED in text_of(opened)
    assert "Possible again" in text_of(opened)


def test_a_company_never_read_says_so_instead_of_an_empty_state(held_back, open_page, fresh_sandbox):
    held_back()
    other = open_page("company", company=fresh_sandbox.company("healthy"))
    said = text_of(other)
    assert "Nothing could be loaded" in said
    assert quota_words.SHARE_USED in said
    assert "no syncs" not in said.lower()


def test_the_start_page_is_read_below_the_reserve(held_back, fresh_sandbox, start):
    held_back()
    before = reads(fresh_sandbox)
    opened = start("archived-tax-rate")
    assert reads(fresh_sandbox) - before == 6
    assert quota_words.SHARE_USED not in text_of(opened)
    assert not opened.button(key="go_on").disabled


def test_who_may_start_nothing_reads_nothing_on_the_start_page_either(held_back, open_page, fresh_sandbox):
    held_back()
    before = reads(fresh_sandbox)
    opened = open_page("start", {"READ_ONLY": "1"}, company=fresh_sandbox.company("healthy"))
    assert reads(fresh_sandbox) == before
    assert quota_words.SHARE_USED in text_of(opened)


def test_find_keeps_its_list_and_says_why_it_was_not_reloaded(held_back, open_page):
    held_back()
    find = open_page()
    find.button(key="read_list").click().run()
    until(find, quota_words.SHARE_USED)
    assert "You’re searching the list from" in text_of(find)


@pytest.mark.parametrize("page", ["", "company", "history", "setup", "start"])
def test_each_page_that_reads_says_what_is_left_and_what_looking_costs(
    open_page, fresh_sandbox, company, page
):
    fresh_sandbox.leave_quota(0.9)
    before = open_page("company", company=company)
    opened = open_page(page, company=company)
    assert clients_of(before)[0].quota is not None
    assert "of today’s Codat requests are left. Checking a company uses 6." in text_of(opened)
    assert quota_words.WHAT_STOPPED not in text_of(opened)


@pytest.mark.parametrize("page", ["", "company"])
def test_it_says_so_prominently_once_little_is_left(open_page, fresh_sandbox, company, page):
    fresh_sandbox.leave_quota(0.52)
    opened = [open_page("company", company=company), open_page(page, company=company)]
    assert quota_words.WHAT_STOPPED in text_of(opened[-1])
    assert "Only " in text_of(opened[-1])


def test_over_their_limit_a_person_sees_what_was_read_and_when_to_go_on(open_page, fresh_sandbox, company):
    page = open_page("company", {"READS_A_MINUTE": "8"}, company=company)
    page.run()
    before = reads(fresh_sandbox)
    said = check_again(page)
    assert reads(fresh_sandbox) - before <= 2
    assert "You’ve reached your limit of 8 Codat requests a minute. Try again in " in said
    assert "The data shown is from" in said


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_tabs_of_a_signed_in_person_share_their_limit(
    open_page, signed_in_as, company, monkeypatch, signed_in
):
    monkeypatch.setenv("READS_A_MINUTE", "7")
    if signed_in:
        signed_in_as(Role.VIEWER, name=f"Reader{next(_number)}")
    open_page("company", company=company)
    said = text_of(open_page("company", company=company))
    assert ("You’ve reached your limit of 7 Codat requests" in said) is signed_in


def test_reruns_cost_nothing(open_page, company):
    page = open_page("company", {"READS_A_MINUTE": "12"}, company=company)
    for _ in range(5):
        page.run()
    assert "You’ve reached your limit" not in check_again(page)


def test_over_the_limit_the_list_is_not_reloaded(open_page, fresh_sandbox):
    find = open_page("", {"READS_A_MINUTE": "1"})
    for _ in range(2):
        until_gone(find, "Loading companies").button(key="read_list").click().run()
    assert "The list wasn’t reloaded." in text_of(until_gone(find, "Loading companies"))
    assert len([each for each in fresh_sandbox.requests() if each["operation"] == "companies.list"]) == 2
