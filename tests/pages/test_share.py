"""Share: what a link will show is chosen, looked at, and made into a link, once."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from dashboard.insight.share import choices
from dashboard.insight.share.content import ShareDetail, SharePage, SharePart
from dashboard.record.registry import record_of
from dashboard.services.account import account_with
from dashboard.settings import load
from dashboard.sharing.registry import TYPED_KEY, share_service
from dashboard.sharing.service import ShareService
from dashboard.sharing.shared_views import ViewFormat, shared_views
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.ui import session
from dashboard.ui.share import preview, service
from tests.pages.conftest import NAME, ROOT, text_of
from tests.pages.starting import keys, press
from tests.support import limits
from tests.support.people import at_desk

ALLOWED = {"ALLOW_STARTING": "1"}
CASE = "archived-tax-rate"


@pytest.fixture
def share(open_page, fresh_sandbox):
    """Return a function that opens Share for a merchant."""

    def open_it(env=ALLOWED, case=CASE, **query):
        return open_page("share", env, company=fresh_sandbox.company(case), **query)

    return open_it


def links():
    """Return the links on record, as any other process reads them."""
    return share_service(load(os.environ)).links()


def token_on(page, path="/s/"):
    """Return the token of the address that the page shows."""
    return re.findall(rf"{path}([\w-]{{32}})", unescape(text_of(page)))[0]


def opened(token, *, preview=False):
    return share_service(load(os.environ)).open_link(token, preview=preview)


@pytest.mark.parametrize("name", ["company", "history", "sync"])
def test_company_history_and_sync_link_to_share_with_their_filters(open_page, fresh_sandbox, client, name):
    company = fresh_sandbox.company(CASE)
    sync = client.sync.get_latest_sync(company).sync_id
    query = {"history": {"status": "failed", "sort": "-code"}, "sync": {"sync": sync}}.get(name, {})
    said = unescape(text_of(open_page(name, company=company, **query)))
    address = re.findall(r'href="(/share\?[^"]*)"', said)[0]
    wanted = {"company": company, "view": name, **query}
    assert all(f"{key}={value}" in address for key, value in wanted.items())


def test_on_share_its_own_tab_is_the_current_one(share):
    said = unescape(text_of(share(view="history", status="failed")))
    current = re.findall(r'<a [^>]*aria-current="?page"?[^>]*>([^<]*)</a>', said)
    assert current == ["Share…"]
    assert re.search(r'href="/share\?[^"]*status=failed&view=history"[^>]*>Share…<', said)


def test_a_link_shows_what_was_selected_and_no_detail_that_was_not(share):
    page = share(view="history", status="failed", sort="-code")
    page.checkbox(key="share_part_connections").check()
    page.checkbox(key="share_part_daily_results").uncheck()
    page.checkbox(key="share_detail_ids").check()
    press(page.run(), "create_link")
    content = links()[0].content
    assert content.page is SharePage.HISTORY
    assert content.has(SharePart.CONNECTIONS)
    assert not content.has(SharePart.DAILY_RESULTS)
    assert content.details == {ShareDetail.IDS}
    assert content.filters.count == 1
    assert content.order.descending


def test_details_are_off_and_each_says_what_it_gives_away(share):
    page = share()
    assert not any(page.checkbox(key=f"share_detail_{each}").value for each in ShareDetail)
    said = text_of(page)
    assert "May name accounts, customers or amounts." in said
    assert "Your team’s notes so far; later ones aren’t added." in unescape(said)


def test_the_link_is_shown_once(share):
    page = press(share(), "create_link")
    said = text_of(page)
    token = token_on(page)
    assert "You won’t see it again." in said
    assert opened(token).link.id == links()[0].id
    again = press(page, "share_again")
    assert token not in text_of(again)
    assert "create_link" in keys(again)


def test_a_link_is_on_record_with_name_recipient_and_end(share):
    page = share()
    page.text_input(key="share_recipient").set_value("for Ann at Bluebird")
    page.segmented_control(key="share_term").set_value(timedelta(days=1))
    said = text_of(press(page.run(), "create_link"))
    link = links()[0]
    assert (link.person, link.recipient, link.live) == (NAME, "Ann at Bluebird", True)
    assert timedelta(hours=23) < link.ends_at - datetime.now(UTC) <= timedelta(days=1)
    assert f"{NAME} (unverified)" in said
    assert "Ann at Bluebird" in said


def test_without_a_name_no_link_is_made(share):
    page = share()
    page.session_state["person_name"] = ""
    asked = press(page.run(), "create_link")
    assert "Enter your name first." in text_of(asked)
    assert links() == []


@pytest.mark.parametrize(("most", "labels"), [("30", 4), ("1", 2)])
def test_no_end_later_than_the_setting_is_offered(share, most, labels):
    page = share(ALLOWED | {"SHARE_MOST_DAYS": most})
    assert len(page.segmented_control(key="share_term").options) == labels


def test_a_frozen_link_keeps_what_the_page_showed(share):
    page = share()
    page.segmented_control(key="share_kind").set_value("Frozen")
    token = token_on(press(page.run(), "create_link"))
    frozen = opened(token).frozen_view
    assert "Xero" in frozen["title"]
    assert not links()[0].live


def test_a_summary_is_frozen_and_says_its_days(share):
    page = share()
    page.segmented_control(key="share_kind").set_value("7-day summary")
    press(page.run(), "create_link")
    assert links()[0].content.summary_days == 7
    assert not links()[0].live


def test_one_sync_has_no_summary(share, fresh_sandbox, client):
    sync = client.sync.get_latest_sync(fresh_sandbox.company(CASE)).sync_id
    page = share(view="sync", sync=sync)
    assert "Share this sync" in text_of(page)
    assert len(page.segmented_control(key="share_kind").options) == 2
    press(page, "create_link")
    assert links()[0].content.sync_id == sync


def test_a_finished_sync_is_frozen_unless_someone_changes_that(share, fresh_sandbox, client):
    sync = client.sync.get_latest_sync(fresh_sandbox.company(CASE)).sync_id
    assert share(view="sync", sync=sync).segmented_control(key="share_kind").value == "Frozen"
    assert share().segmented_control(key="share_kind").value == "Live"


@pytest.mark.parametrize(("case", "selected"), [(CASE, True), ("healthy", False)])
def test_when_it_broke_is_selected_only_if_something_is_wrong(share, case, selected):
    assert share(case=case).checkbox(key="share_part_before_after").value is selected


def test_the_preview_is_what_the_link_shows_and_no_link(share):
    page = share()
    page.segmented_control(key="share_kind").set_value("Frozen")
    looked = press(page.run(), "preview_link")
    seen = opened(token_on(looked, "/preview/"), preview=True).frozen_view
    assert links() == []
    token = token_on(press(looked, "create_link"))
    assert opened(token).frozen_view == seen


def test_a_link_shows_its_preview_even_if_something_was_noted_since(share, fresh_sandbox):
    page = share()
    page.segmented_control(key="share_kind").set_value("Frozen")
    page.checkbox(key="share_detail_notes").check()
    looked = press(page.run(), "preview_link")
    seen = opened(token_on(looked, "/preview/"), preview=True).frozen_view
    settings = load(os.environ)
    notes = record_of(settings, account_with(settings, "test-key")).notes
    notes.add(fresh_sandbox.company(CASE), "Called them.", at_desk(NAME))
    assert opened(token_on(press(looked, "create_link"))).frozen_view == seen


def test_the_link_is_gone_once_its_page_was_left(share):
    page = press(share(), "create_link")
    token = token_on(page)
    for name in ("company", "share"):
        page.switch_page(str(ROOT / f"pages/{name}.py")).run()
    assert token not in text_of(page)
    assert "create_link" in keys(page)


def test_a_live_link_opens_at_once_with_what_the_page_has_read(share):
    token = token_on(press(share(), "create_link"))
    body = shared_views(load(os.environ)).serve(token, ViewFormat.PAGE).body
    assert b"Xero" in (body or b"")


def test_a_live_link_remembers_how_many_days_were_missing(share):
    token = token_on(press(share(), "create_link"))
    assert opened(token).baseline.missing_days > 0


def test_a_changed_form_has_no_preview_any_longer(share):
    page = press(share(), "preview_link")
    assert "/preview/" in text_of(page)
    page.checkbox(key="share_detail_ids").check().run()
    assert "/preview/" not in text_of(page)


def test_a_preview_that_is_about_to_end_is_not_offered(share, monkeypatch):
    monkeypatch.setattr(preview, "PREVIEW_LASTS", timedelta(seconds=preview._MARGIN_S))
    assert "/preview/" not in text_of(press(share(), "preview_link"))


def test_the_address_in_the_setting_is_the_links(share):
    page = share(ALLOWED | {"EXTERNAL_URL": "https://desk.example/sync/"})
    said = text_of(press(page, "create_link"))
    assert "https://desk.example/sync/s/" in said
    assert "works on this computer only" not in said


def test_without_the_setting_it_says_that_the_link_works_on_this_machine_only(share):
    page = share()
    assert "works on this computer only" in text_of(page)
    assert "works on this computer only" in text_of(press(page, "create_link"))


def test_embedding_is_offered_only_where_a_setting_allows_it(share):
    assert not [each for each in share().selectbox if each.key == "share_embed"]
    page = share(ALLOWED | {"EMBED_ORIGINS": "https://help.example"})
    page.selectbox(key="share_embed").select("https://help.example")
    press(page.run(), "create_link")
    assert links()[0].embed_origin == "https://help.example"


@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({"READ_ONLY": "1"}, "This is a read-only view"),
        ({"ALLOW_STARTING": "0"}, "Share the view from a dashboard on your own computer"),
    ],
)
def test_who_may_not_share_sees_why_instead_of_the_buttons(share, env, why):
    page = share(env)
    assert why in unescape(text_of(page))
    assert not {"create_link", "preview_link"} & keys(page)


def test_with_a_key_for_this_session_only_it_says_why_not(share, monkeypatch):
    monkeypatch.delenv("CODAT_API_KEY")
    monkeypatch.setattr(session, "account", lambda: account_with(load(os.environ), "test-key"))
    page = share(ALLOWED)
    assert TYPED_KEY.split(". ", maxsplit=1)[0] in unescape(text_of(page))
    assert "create_link" not in keys(page)


def test_a_store_that_is_down_is_reported_and_no_link_is_shown(share, monkeypatch):
    page = share()

    def down(*_):
        raise StoreUnavailable(StoreProblem.DOWN)

    monkeypatch.setattr(ShareService, "make", down)
    said = text_of(press(page, "create_link"))
    assert "Couldn’t create the link." in said
    assert "/s/" not in said


def test_nothing_selected_makes_no_link(share):
    page = share()
    for each in choices.offered(SharePage.COMPANY):
        page.checkbox(key=f"share_part_{each}").uncheck()
    page.run()
    assert "Select at least one part." in text_of(page)
    assert "create_link" not in keys(page)


def test_another_company_begins_with_an_empty_form(share, fresh_sandbox):
    page = share()
    page.text_input(key="share_recipient").set_value("Ann at Bluebird").run()
    page.query_params["company"] = fresh_sandbox.company("healthy")
    page.run()
    assert page.text_input(key="share_recipient").value == ""


def test_company_says_how_many_links_are_open(open_page, share, fresh_sandbox):
    press(press(press(share(), "create_link"), "share_again"), "create_link")
    company = fresh_sandbox.company(CASE)
    said = unescape(text_of(open_page("company", company=company)))
    assert f'href="/shared?company={company}&state=open">2 open links</a>' in said
    assert "open link" not in text_of(open_page("company", company=fresh_sandbox.company("healthy")))


def test_a_rerun_of_company_reads_no_links(open_page, share, fresh_sandbox, monkeypatch):
    press(share(), "create_link")
    page = open_page("company", company=fresh_sandbox.company(CASE))
    monkeypatch.setattr(ShareService, "open_count", lambda *_: pytest.fail("they were read"))
    monkeypatch.setattr(service, "READ_EVERY_S", limits.WAIT_S)
    assert "1 open link" in text_of(page.run())
