"""The dashboard as people use it: `streamlit run app.py` on loopback, driven with Debian's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    BrowserContext,
    Page,
    Playwright,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from codat_client import CodatClient
from tests.browser.driving import go_to, open_at
from tests.support import limits
from tests.support.dashboard_process import Dashboard
from tests.support.framing_site import FramingSite
from tests.support.nginx_process import CERTIFICATE_KEY, NAME
from tests.support.sandbox_process import SandboxProcess

# Chromium talks to its maker's hosts unless told not to.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Tabs share one process, and with it what it has made of Streamlit's and plotly's scripts: see `profile`.
    "--process-per-site",
    # The name of the dashboard behind nginx; and where the sign-in provider's page would load its style from.
    f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP cdn.jsdelivr.net ~NOTFOUND",
    f"--ignore-certificate-errors-spki-list={CERTIFICATE_KEY}",
]
SITE = "http://127.0.0.1/"
WINDOW: ViewportSize = {"width": 1440, "height": 900}
FAILED = pytest.StashKey[bool]()
expect.set_options(timeout=limits.WAIT_MS)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What drives Chromium."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def chromium() -> str:
    """The path of Debian's Chromium: the headless shell draws the same in a seventh less time."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "Debian's chromium is missing: script/test installs it"
    return path


@pytest.fixture(scope="package")
def profile(playwright: Playwright, chromium: str, tmp_path_factory) -> Iterator[BrowserContext]:
    """A browser that keeps Streamlit's scripts from test to test, read and compiled: half the work of a page.

    Its first tab stands on an empty page of loopback, so that the process in which they are never ends.
    """
    made = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=chromium,
        args=FLAGS,
        viewport=WINDOW,
        timezone_id="Europe/London",
        reduced_motion="reduce",  # these tests check nothing that moves, and drawing it takes time
    )
    made.set_default_timeout(limits.WAIT_MS)
    made.pages[0].route(SITE, lambda route: route.fulfill(body=""))
    made.pages[0].goto(SITE)
    yield made
    made.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note a failure: what the test leaves behind in a shared tab is then unknown."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="package")
def shared_tabs() -> list[Page]:
    """The tab that tests share, once it is open."""
    return []


@pytest.fixture(scope="package")
def other_sites() -> Iterator[tuple[FramingSite, FramingSite]]:
    """Two sites that frame a page: in the first the dashboard's shared pages may be embedded."""
    with FramingSite() as named, FramingSite() as unnamed:
        yield named, unnamed


@pytest.fixture(scope="package")
def dashboard(sandbox, other_sites) -> Iterator[Dashboard]:
    """A dashboard on the tests' own sandbox, so that a test can make it misbehave and look at its ledger."""
    running = Dashboard(
        CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url, EMBED_ORIGINS=other_sites[0].origin
    )
    yield running
    running.stop()


def origin_of(address: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(address))


@pytest.fixture
def context(profile: BrowserContext, shared_tabs: list[Page]) -> Iterator[BrowserContext]:
    """A person's browser on a first visit: Streamlit's scripts are remembered, and the name once given."""
    profile.add_cookies([{"name": "syncdesk_name", "value": "Ada%20Byron", "url": SITE}])
    blank, origins = profile.pages[0], set[str]()

    def note(request: Request) -> None:
        origins.add(origin_of(request.url))

    profile.on("request", note)
    yield profile
    profile.remove_listener("request", note)
    for page in profile.pages[1:]:
        origins.add(origin_of(page.url))
        if page not in shared_tabs:
            page.close()
    profile.clear_cookies()
    profile.clear_permissions()
    forget = profile.new_cdp_session(blank)
    for origin in origins:
        forget.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"})
    forget.detach()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A new tab of that browser, for what only a load shows: a first visit, a pasted address, a session."""
    return context.new_page()


@pytest.fixture
def tab(
    request: pytest.FixtureRequest, context: BrowserContext, dashboard: Dashboard, shared_tabs: list[Page]
) -> Iterator[Page]:
    """A tab that earlier tests have used, on Help of the dashboard: `go_to` leads on without a load.

    Its session keeps what it has read: a test that starts a sync or makes Codat fail needs a `page`.
    """
    rest = f"{dashboard.url}/help"
    if not shared_tabs:
        shared_tabs.append(open_at(context.new_page(), rest))
    page = shared_tabs[0]
    yield page
    if FAILED in request.node.stash:
        shared_tabs.clear()
        return
    page.mouse.move(0, 0)
    page.set_viewport_size(WINDOW)
    page.emulate_media(media="null", color_scheme="light")
    go_to(page, rest)


@pytest.fixture
def company(fresh_sandbox: SandboxProcess) -> str:
    """Return the company that most of these tests use: its syncs fail."""
    return fresh_sandbox.company("archived-tax-rate")


@pytest.fixture
def sync(client: CodatClient, company: str) -> str | None:
    """Return the id of the company's latest sync."""
    latest = client.sync.get_latest_sync(company)
    return latest.sync_id if latest is not None else None
