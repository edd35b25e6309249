"""A hostile merchant's status is shared: looked at before, opened by someone without access, and revoked.

tests/web/test_share.py compares a live link with its preview byte by byte, under a clock that doesn't move.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Playwright, expect

from dashboard.sharing.link import NewLink
from dashboard.store.engine import open_store
from dashboard.views.share.message_page import NO_VIEW
from dashboard.web.session_limit import MOST_OPEN
from tests.browser.axe import GROUNDS, serious
from tests.browser.conftest import FLAGS, SITE
from tests.browser.driving import open_at, settled, until
from tests.browser.test_hostile_text import LOOK, NAME_AS_SHOWN
from tests.support import limits
from tests.support.pdf_text import pages_of, unspaced
from tests.support.shared import EVERY_PART, HERE, links_of
from tests.web.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST_BYTES = 40_000
"""Of a page as it is transferred, with its headers."""
CLOCK = re.compile(r"(?<=, checked ).*?(?=\. )|(?<=This link expires on ).*?(?=\. )")
"""What a page says of the clock: how old a live one is, and when its link expires."""
REFRESH = 'meta-refresh: <meta http-equiv="refresh" content="60">'
"""axe's one finding that stays: a live page has no script, yet shows changes. It says that it reloads."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Shared:
    """A frozen link, and a live one that a site may embed.

    The previews and `live_page` are as they were when the links were made.
    """

    frozen: str
    frozen_preview: str
    live: str
    live_preview: str
    live_page: str


@pytest.fixture(scope="module")
def shared(profile, dashboard, other_sites, sandbox) -> Shared:
    """Make both links of the hostile merchant, each looked at before, in one tab."""
    profile.add_cookies([{"name": "syncdesk_name", "value": "Ada%20Byron", "url": SITE}])
    page = profile.new_page()
    open_at(page, f"{dashboard.url}/share?company={sandbox.company('hostile-text')}")
    for each in ("Connections", "Table of syncs", "Error messages"):
        page.get_by_role("checkbox", name=each).check(force=True)
        settled(page)
    page.get_by_role("radio", name="Frozen").click()
    expect(page.get_by_text("A snapshot of the status right now.")).to_be_visible()
    frozen_preview, frozen = make(page)
    page.get_by_role("button", name="Create another").click()
    settled(page)
    page.get_by_role("combobox", name="May be embedded in").click()
    page.get_by_role("option", name=other_sites[0].origin).click()
    live_preview, live = make(page)
    live_page = page.request.get(live).body().decode()
    page.close()
    return Shared(frozen, frozen_preview, live, live_preview, live_page)


def make(page: Page) -> tuple[str, str]:
    """Look at the preview, and make the link; return the preview and the link's address."""
    settled(page)
    page.get_by_role("button", name="Preview").click()
    link = page.get_by_role("link", name="Open preview")
    looked = page.request.get(page.url.split("/share")[0] + str(link.get_attribute("href")))
    page.get_by_role("button", name="Create link").click()
    address = page.locator(".d-share-link").inner_text()
    return looked.body().decode(), address


@pytest.fixture(scope="module")
def stranger(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """Another browser, which has never seen the dashboard."""
    browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def reader(stranger: Browser) -> Iterator[Page]:
    """A tab of that browser with no cookies and no scripts."""
    context = stranger.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(limits.WAIT_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(stranger: Browser) -> Iterator[Page]:
    """A tab of that browser in which scripts may run, for axe."""
    context = stranger.new_context()
    context.set_default_timeout(limits.WAIT_MS)
    yield context.new_page()
    context.close()


def test_a_frozen_preview_is_the_page_but_for_the_clock(shared, reader):
    page = reader.request.get(shared.frozen).body().decode()
    assert CLOCK.sub("…", page) == CLOCK.sub("…", shared.frozen_preview)
    assert len(CLOCK.findall(page)) == 1
    assert "<h1>" in page


def test_a_live_preview_is_the_page_but_for_the_clock(shared):
    assert CLOCK.sub("…", shared.live_preview) == CLOCK.sub("…", shared.live_page)
    assert len(CLOCK.findall(shared.live_page)) == 2


def test_a_stranger_reads_the_merchants_text_as_text_in_one_small_request(shared, reader):
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page = reader.goto(shared.live)
    assert asked == [shared.live]
    sizes = page.request.sizes()
    assert sizes["responseHeadersSize"] + sizes["responseBodySize"] <= MOST_BYTES, sizes
    assert reader.context.cookies() == []
    assert NAME_AS_SHOWN in reader.locator("body").inner_text()
    assert reader.evaluate(LOOK.replace("""'[data-testid="stMain"]""", "'body")) == []


@pytest.mark.parametrize(("path", "found"), [("frozen", []), ("live", [REFRESH]), ("nothing", [])])
def test_axe_finds_nothing_serious_but_the_refresh_in_either_theme(shared, scripted, dashboard, path, found):
    scripted.goto(getattr(shared, path, f"{dashboard.url}/s/nothing"))
    for scheme in GROUNDS:
        scripted.emulate_media(color_scheme=scheme)
        assert serious(scripted) == found


@pytest.mark.parametrize("scheme", GROUNDS)
def test_the_page_fits_a_phone_in_either_theme(shared, reader, scheme):
    reader.emulate_media(color_scheme=scheme)
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(shared.frozen)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert reader.evaluate(wide) == 0
    ground = reader.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == GROUNDS[scheme]


def test_the_page_prints_the_answer_on_white_numbered_paper(shared, reader):
    reader.emulate_media(color_scheme="dark")
    reader.goto(shared.frozen)
    pages = pages_of(reader.pdf(format="A4"))
    assert unspaced(reader.locator("h1").inner_text()) in pages[0]
    assert all(f"Page{number}of{len(pages)}" in page for number, page in enumerate(pages, 1))
    reader.emulate_media(media="print", color_scheme="dark")
    assert reader.evaluate("getComputedStyle(document.body).backgroundColor") in {
        "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"
    }  # fmt: skip


def test_the_keyboard_reaches_the_table_of_days_and_the_link_that_refreshes(shared, reader):
    reader.goto(shared.live)
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("link", name="Refresh")).to_be_focused()
    reader.keyboard.press("Tab")
    expect(reader.locator("summary")).to_be_focused()
    expect(reader.get_by_role("table", name="Daily results")).to_be_hidden()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("table", name="Daily results")).to_be_visible()
    reader.keyboard.press("Shift+Tab")
    with reader.expect_navigation():
        reader.keyboard.press("Enter")
    expect(reader.locator("h1")).to_be_visible()


def test_a_changed_address_opens_nothing_and_says_nothing(shared, reader):
    base, token = shared.frozen.rsplit("/", maxsplit=1)
    other = "A" if token[0] != "A" else "B"
    changed = [
        f"{base}/{other}{token[1:]}",
        f"{base}/{token[:-1]}",
        f"{base}/{token.swapcase()}",
        f"{base}/{token}x",
        f"{base}/{token}/other",
        f"{base}/",
        shared.frozen.replace("/s/", "/preview/"),
    ]
    replies = [reader.request.get(address) for address in changed]
    assert {reply.status for reply in replies} == {404}
    assert len({reply.body() for reply in replies}) == 1


def test_no_parameter_of_the_address_changes_the_page(shared, reader):
    reply = reader.request.get(f"{shared.frozen}?parts=notes&details=ids&live=1")
    assert reply.body() == reader.request.get(shared.frozen).body()


def test_only_the_named_site_may_embed_a_live_page(shared, reader, other_sites):
    named, unnamed = other_sites
    reader.goto(named.framing(shared.live))
    expect(reader.frame_locator("iframe").locator("h1")).to_be_visible()
    for address in (unnamed.framing(shared.live), named.framing(shared.frozen)):
        reader.goto(address)
        assert not reader.frames[1].url.startswith("http://127.0.0.1"), "the browser shows it"


def test_a_link_that_has_ended_opens_nothing_and_says_whom_to_ask(shared, reader, dashboard, sandbox):
    new = NewLink(sandbox.company("hostile-text"), "Bluebird Coffee", EVERY_PART, HOUR)
    with closing(open_store(dashboard.database_url)) as store:
        link, token = links_of(store, sandbox.url).make(new, HERE)
        address = shared.live.replace(shared.live.rsplit("/", maxsplit=1)[1], token)
        reader.goto(address)
        hours_ago = links_of(store, sandbox.url, lambda: datetime.now(UTC) - 2 * HOUR)
        hours_ago.change_end(link.id, HOUR, HERE)
    reader.get_by_role("link", name="Refresh").click()
    expect(reader.get_by_role("heading", name=NO_VIEW.title)).to_be_visible()
    expect(reader.get_by_text(NO_VIEW.text)).to_be_visible()
    ended, wrong = (reader.request.get(each) for each in (address, f"{address}x"))
    assert (ended.status, ended.body()) == (404, wrong.body())


def test_a_link_opens_while_the_dashboard_is_full(shared, reader, dashboard):
    def is_full() -> bool:
        reply: APIResponse = reader.request.get(dashboard.url, headers={"accept": "text/html"})
        return reply.status == 503

    with ExitStack() as tabs:
        for _ in range(MOST_OPEN):
            tabs.enter_context(Visitor(dashboard.port))
        assert is_full()
        assert reader.goto(shared.live).status == 200
    until(lambda: not is_full())


def test_a_link_is_paused_resumed_and_revoked(shared, reader, page, dashboard, sandbox):
    def opened() -> APIResponse:
        reply: APIResponse = reader.request.get(shared.live)
        return reply

    def press(name: str, then: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".d-facts dd").first).to_contain_text(then)

    open_at(page, f"{dashboard.url}/company?company={sandbox.company('hostile-text')}")
    page.get_by_role("link", name="2 open links").click()
    settled(page)
    page.get_by_role("link", name=re.compile("^Manage the link")).first.click()
    press("Pause", "Paused")
    ended = opened()
    assert ended.status == 404
    press("Resume", "Open")
    assert opened().status == 200
    page.get_by_role("button", name="Revoke…", exact=True).click()
    press("Revoke", "Revoked")
    assert (opened().status, opened().body()) == (404, ended.body())
