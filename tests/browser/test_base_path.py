"""Behind Debian's nginx under /desk: every move, file and reload stays there, and so do the guard's rules."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.driving import open_at, settled
from tests.support import limits
from tests.support.dashboard_process import RUN, Dashboard
from tests.support.nginx_process import Nginx, example

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# All that is asked for, by links or by the page itself.
LINKS = """() => [...document.querySelectorAll('[data-testid="stApp"] a[href]')]
  .filter(link => link.origin === location.origin).map(link => link.pathname)"""
KEPT = "() => window.kept === true"


@pytest.fixture(scope="module")
def behind(sandbox) -> Iterator[Dashboard]:
    running = Dashboard(
        [*RUN, "--server.baseUrlPath", "desk"], CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def desk(behind: Dashboard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard's address as people know it."""
    proxy = Nginx.of_example(tmp_path_factory.mktemp("nginx"), example("under a path"), behind.port)
    yield f"{proxy.url}/desk"
    proxy.stop()


@pytest.fixture
def asked(page: Page) -> set[str]:
    """Every path that the page asks for."""
    paths: set[str] = set()
    page.on("request", lambda request: paths.add(urlsplit(request.url).path))
    page.on("websocket", lambda socket: paths.add(urlsplit(socket.url).path))
    return paths


def status_of(address: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, headers=headers), timeout=limits.WAIT_S
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_every_link_and_everything_a_page_asks_for_stays_under_the_path(page, desk, company, asked):
    for path in ("/", f"/company?company={company}", f"/history?company={company}", "/help"):
        open_at(page, desk + path)
        links = page.evaluate(LINKS)
        assert links
        assert [each for each in links if not each.startswith("/desk/")] == []
    assert [each for each in asked if not each.startswith("/desk/")] == []


def test_a_move_stays_in_the_session_and_back_and_reload_bring_the_same(page, desk, company):
    open_at(page, f"{desk}/company?company={company}")
    page.evaluate("() => { window.kept = true }")
    page.locator(".d-nav a", has_text="History").click()
    expect(page).to_have_url(f"{desk}/history?company={company}")
    assert settled(page).evaluate(KEPT)
    page.go_back()
    expect(page).to_have_url(f"{desk}/company?company={company}")
    settled(page).reload()
    expect(settled(page).locator(".d-company b")).to_have_text("Bluebird Coffee")
    expect(page).to_have_url(f"{desk}/company?company={company}")


def test_keys_typing_and_the_recently_opened_stay_there_too(page, desk, company):
    open_at(page, f"{desk}/company?company={company}")
    settled(page).locator(".d-brand a").first.click()
    recent = page.locator(".d-recents").get_by_role("link", name="Bluebird Coffee")
    assert recent.get_attribute("href") == f"/desk/company?company={company}"
    page.locator(".st-key-search input").fill("harbour street")
    expect(page).to_have_url(f"{desk}/?q=harbour+street")
    expect(page.locator("a.d-first")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".d-company b")).to_have_text("Harbour Street Books")
    assert page.url.startswith(f"{desk}/company?")


def test_filters_and_files_stay_there_too(page, desk, company, tmp_path: Path):
    open_at(page, f"{desk}/history?company={company}&code=4000")
    page.locator(".d-chip").first.click()
    expect(page).to_have_url(f"{desk}/history?company={company}")
    settled(page).get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert urlsplit(download.value.url).path.startswith("/desk/")
    download.value.save_as(tmp_path / "syncs.csv")
    assert (tmp_path / "syncs.csv").stat().st_size > 1_000


def test_what_the_browser_keeps_it_sends_to_this_path_alone(page, desk, company):
    open_at(page, f"{desk}/company?company={company}")
    page.wait_for_function("() => document.cookie.includes('syncdesk_width')")
    (cookie,) = [each for each in page.context.cookies() if each.get("name") == "syncdesk_width"]
    assert cookie.get("path") == "/desk"


def test_the_path_without_its_slash_leads_there(page, desk):
    open_at(page, desk)
    assert page.url == f"{desk}/"


def test_the_health_check_answers_there_under_any_name(desk, behind):
    assert status_of(f"{desk}/healthz") == 200
    assert status_of(f"{behind.url}/desk/healthz", Host="10.0.0.7:8501") == 200
    assert status_of(f"{behind.url}/healthz", Host="10.0.0.7:8501") == 200


@pytest.mark.parametrize("path", ["metrics", "script-health-check", "upload_file/x/y", "agent/mcp"])
def test_what_the_guard_closes_is_closed_there_too(desk, path):
    assert status_of(f"{desk}/_stcore/{path}") == 404


def test_a_foreign_name_is_refused_there_too(desk, behind):
    assert status_of(f"{behind.url}/desk/", Host="evil.example") == 403
    assert status_of(f"{desk}/", Host="evil.example") == 403
