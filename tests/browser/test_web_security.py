"""What only a browser can show of the server's safety: a lost connection, a slow Codat, a foreign page."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.driving import go_to, open_at, settled
from tests.support.dashboard_process import Dashboard

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TRY = """async (address) => {
  const socket = new WebSocket(address.replace('http', 'ws') + '/_stcore/stream', ['streamlit']);
  return await new Promise((done) => {
    socket.onopen = () => done('open');
    socket.onclose = () => done('refused');
  });
}"""


class Elsewhere(BaseHTTPRequestHandler):
    """A page of another port of this machine."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><title>elsewhere</title>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def company(fresh_sandbox):
    return fresh_sandbox.company("healthy")


@pytest.fixture
def own(sandbox):
    """A dashboard that a test may end."""
    running = Dashboard(CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url)
    yield running
    if running.process.poll() is None:
        running.stop()


def test_a_page_of_another_port_gets_no_session_in_a_real_browser(page, dashboard, elsewhere):
    page.goto(elsewhere)
    assert page.evaluate(TRY, dashboard.url) == "refused"


def test_our_own_page_gets_one(tab, dashboard):
    go_to(tab, dashboard.url)
    assert tab.evaluate(TRY, dashboard.url) == "open"


def test_no_other_site_can_frame_a_page(page, dashboard, elsewhere):
    page.goto(elsewhere)
    page.evaluate(
        "url => new Promise(done => { const f = document.createElement('iframe'); f.onload = done;"
        " f.src = url; document.body.append(f) }).then(() => true)",
        dashboard.url,
    )
    assert [frame for frame in page.frames[1:] if frame.url.startswith(dashboard.url)] == []


def test_a_lost_connection_is_said_in_our_words(page, own, company):
    open_at(page, f"{own.url}/company?company={company}")
    expect(page.locator(".d-lost")).to_have_count(0)
    own.stop()
    expect(page.locator(".d-lost")).to_contain_text("Nothing you started is lost:")
    expect(page.get_by_test_id("stConnectionStatus")).not_to_be_visible()
    expect(page.get_by_text("Harbour Street Books")).to_be_visible()


def test_a_slow_codat_shows_progress_at_once(page, dashboard, company, fresh_sandbox):
    open_at(page, f"{dashboard.url}/company?company={company}")
    fresh_sandbox.fault("late", operation="sync.list", companyId=company, delay=30)
    page.locator(".st-key-read_again button").first.click()
    expect(page.get_by_text("Loading from Codat")).to_be_visible()
    page.get_by_role("button", name="Stop loading").click()


def test_reading_that_lasts_can_be_stopped_and_what_came_stays(page, dashboard, company, fresh_sandbox):
    fresh_sandbox.fault("late", operation="sync.list", companyId=company, delay=15)
    page.goto(f"{dashboard.url}/company?company={company}")
    page.get_by_role("button", name="Stop loading").click()
    expect(page.get_by_text("Loading was stopped.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("in Xero")
    expect(settled(page).get_by_role("button", name="Stop loading")).to_have_count(0)


def test_an_address_that_is_not_there_shows_no_insides(page, dashboard):
    open_at(page, f"{dashboard.url}/no-such-page")
    text = page.locator("body").inner_text()
    assert not [word for word in ("Traceback", "site-packages", ".py", "1.67") if word in text]
