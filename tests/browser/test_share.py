"""A hostile merchant's status is shared: looked at before, opened by someone without access, and revoked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Playwright, expect

from tests.browser.conftest import FLAGS, SITE
from tests.browser.driving import open_at, settled
from tests.browser.test_hostile_text import LOOK, NAME_AS_SHOWN
from tests.support import limits

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(15, 20, 25)"}


@dataclass(frozen=True)
class Shared:
    """A frozen link and the bytes of its preview; a live one that a site may embed."""

    frozen: str
    live: str
    frozen_preview: bytes


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
    _, live = make(page)
    page.close()
    return Shared(frozen, live, frozen_preview)


def make(page: Page) -> tuple[bytes, str]:
    """Look at the preview, and make the link; return the preview's bytes and the link's address."""
    settled(page)
    page.get_by_role("button", name="Preview").click()
    link = page.get_by_role("link", name="Open preview")
    looked = page.request.get(page.url.split("/share")[0] + str(link.get_attribute("href")))
    page.get_by_role("button", name="Create link").click()
    address = page.locator(".d-share-link").inner_text()
    return looked.body(), address


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


def test_the_preview_is_the_page_byte_for_byte(shared, reader):
    assert reader.request.get(shared.frozen).body() == shared.frozen_preview
    assert b"<h1>" in shared.frozen_preview


def test_a_stranger_reads_the_merchants_text_as_text_in_one_request(shared, reader):
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.on("dialog", lambda dialog: pytest.fail(dialog.message))
    reader.goto(shared.live)
    assert asked == [shared.live]
    assert reader.context.cookies() == []
    assert NAME_AS_SHOWN in reader.locator("body").inner_text()
    assert reader.evaluate(LOOK.replace("""'[data-testid="stMain"]""", "'body")) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone_in_either_theme(shared, reader, scheme):
    reader.emulate_media(color_scheme=scheme)
    reader.set_viewport_size({"width": 390, "height": 844})
    reader.goto(shared.frozen)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert reader.evaluate(wide) == 0
    ground = reader.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == GROUNDS[scheme]


def test_the_page_prints_on_white_paper(shared, reader):
    reader.emulate_media(color_scheme="dark")
    reader.goto(shared.frozen)
    assert reader.pdf(format="A4").startswith(b"%PDF")
    reader.emulate_media(media="print", color_scheme="dark")
    assert reader.evaluate("getComputedStyle(document.body).backgroundColor") in {
        "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"
    }  # fmt: skip


def test_the_keyboard_reaches_the_link_that_looks_again(shared, reader):
    reader.goto(shared.live)
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("link", name="Refresh")).to_be_focused()
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
    assert reply.body() == shared.frozen_preview


def test_only_the_named_site_may_embed_a_live_page(shared, reader, other_sites):
    named, unnamed = other_sites
    reader.goto(named.framing(shared.live))
    expect(reader.frame_locator("iframe").locator("h1")).to_be_visible()
    for address in (unnamed.framing(shared.live), named.framing(shared.frozen)):
        reader.goto(address)
        assert not reader.frames[1].url.startswith("http://127.0.0.1"), "the browser shows it"


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
