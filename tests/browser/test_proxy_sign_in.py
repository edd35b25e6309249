"""Where a proxy signs people in, behind deploy/nginx.conf: from the first page to the next person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, WebSocketRoute, expect

from tests.browser.driving import open_at, settled
from tests.support.behind_nginx import echoing
from tests.support.dashboard_process import Dashboard, free_port
from tests.support.nginx_process import NAME, PROXY_SECRET, Nginx

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]
ADA, GRACE = "1", "2"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard behind nginx, which asks a service who someone is; gives its address."""
    folder, port = tmp_path_factory.mktemp("desk"), free_port()
    url = f"https://{NAME}:{port}"
    running = Dashboard(
        DEMO="1",
        SIGN_IN="proxy",
        EXTERNAL_URL=url,
        PROXY_SECRET=PROXY_SECRET,
        TRUSTED_PROXIES="127.0.0.1",
        FORWARDED_ALLOW_IPS="",
        PROXY_NAME_HEADER="X-Forwarded-Preferred-Username",
        PROXY_ROLES_HEADER="X-Forwarded-Groups",
        ROLE_MAP="leads=lead; support=viewer",
    )
    with echoing(signing_in=True) as auth:
        nginx = Nginx.with_tls(folder, running.port, port=port, name=NAME, auth_port=auth)
        yield url
        nginx.stop()
    running.stop()


def named(context: BrowserContext, url: str, who: str) -> None:
    """Have the proxy name someone from now on."""
    context.add_cookies([{"name": "in", "value": who, "url": url}])


def says(page: Page, who: str) -> Locator:
    return page.get_by_role("link", name=f"Signed in as {who}")


def test_a_person_clicks_reconnects_signs_out_and_in_again_and_gives_way_to_the_next(page, desk):
    connections: list[WebSocketRoute] = []

    def connect(socket: WebSocketRoute) -> None:
        connections.append(socket)
        socket.connect_to_server()

    page.route_web_socket("**/_stcore/stream*", connect)
    named(page.context, desk, ADA)
    open_at(page, f"{desk}/help")
    expect(says(page, "Ada Byron, lead")).to_be_visible()

    with page.expect_response("**/sign-in/active") as clicked:
        page.locator("h1").click()
    assert clicked.value.status == 204

    with page.expect_response("**/sign-in/state*") as asked:
        connections[0].close()
    assert asked.value.status == 204
    settled(page)
    assert (len(connections), page.url) == (2, f"{desk}/help")

    page.goto(f"{desk}/sign-out")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("You’re signed out")
    page.get_by_role("link", name="Sign in again").click()
    settled(page)
    expect(says(page, "Ada Byron, lead")).to_be_visible()

    named(page.context, desk, GRACE)
    page.reload()
    settled(page)
    expect(says(page, "Grace Hopper, viewer")).to_be_visible()
