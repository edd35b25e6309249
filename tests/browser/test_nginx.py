"""Behind deploy/nginx.conf, with TLS and sign-in: the journey, and what a browser gets and keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.driving import open_at
from tests.browser.journey import find_out_why_and_start_a_sync_that_fails_again
from tests.support.dashboard_process import Dashboard, free_port
from tests.support.nginx_process import NAME, Nginx
from tests.support.oidc_provider import provider_with, sign_in, sign_in_settings, user

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]
HSTS = "max-age=31536000"


class Desk:
    """A dashboard behind nginx. It can be started again, with the same store and at the same address."""

    def __init__(self, folder: Path, issuer: str) -> None:
        port = free_port()
        self.url = f"https://{NAME}:{port}"
        self._environ: dict[str, Any] = {
            "DATABASE_URL": f"sqlite:///{folder}/desk.db",
            "DEMO": "1",
            "DEMO_SYNC_SECONDS": "2",
            "TRUSTED_PROXIES": "127.0.0.1",
            "FORWARDED_ALLOW_IPS": "",
            **sign_in_settings(issuer, self.url),
        }
        self._running = Dashboard(**self._environ)
        self.nginx = Nginx.with_tls(folder, self._running.port, port=port, name=NAME)

    def restart(self) -> None:
        """Stop the dashboard and start it again."""
        port = self._running.port
        self._running.stop()
        self._running = Dashboard(port=port, **self._environ)

    def stop(self) -> None:
        """Stop all of it."""
        self.nginx.stop()
        self._running.stop()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    people = [user("ada", "Ada Byron", "operator"), user("grace", "Grace Hopper", "viewer")]
    with provider_with(*people) as issuer:
        running = Desk(tmp_path_factory.mktemp("desk"), issuer)
        yield running
        running.stop()


@pytest.fixture
def answers(page: Page) -> list[Response]:
    """Every answer that the page gets."""
    found: list[Response] = []
    note: Callable[[Response], None] = lambda answer: found.append(answer)  # noqa: E731, PLW0108 -- playwright marks it
    page.on("response", note)
    return found


def test_a_support_person_signs_in_and_walks_the_whole_journey(page, desk):
    sign_in(page, f"{desk.url}/help", "ada")
    find_out_why_and_start_a_sync_that_fails_again(page, desk.url)


def test_signing_in_returns_to_the_requested_address_over_tls_and_no_log_has_its_code(page, desk, answers):
    sign_in(page, f"{desk.url}/?q=harbour+street", "ada")
    ours = [answer for answer in answers if urlsplit(answer.url).netloc == urlsplit(desk.url).netloc]
    assert len(ours) > 80, "a first page has so many files"
    assert [answer.url for answer in ours if answer.status >= 400] == []
    sent = [answer.all_headers() for answer in ours if "/static/" not in answer.url]  # the others may be kept
    assert {each.get("strict-transport-security") for each in sent} == {HSTS}
    assert [each for each in sent if "content-security-policy" not in each] == []

    (callback,) = [answer.url for answer in ours if urlsplit(answer.url).path == "/oauth2callback"]
    secrets = dict(parse_qsl(urlsplit(callback).query))
    assert {"code", "state"} <= secrets.keys()
    logged = desk.nginx.logs()
    assert '"GET /oauth2callback HTTP/2.0"' in logged
    assert [name for name, value in {**secrets, "q": "harbour"}.items() if value in logged] == []


def test_every_cookie_goes_over_tls_only_and_a_session_outlives_a_restart(page, desk):
    sign_in(page, f"{desk.url}/help", "grace")
    cookies = {each["name"]: each for each in page.context.cookies(desk.url)}
    assert [name for name, each in cookies.items() if not each["secure"]] == []
    session = cookies["__Host-sd"]
    assert (session["httpOnly"], session["sameSite"], session["path"]) == (True, "Lax", "/")
    assert "__Host-sd" not in page.evaluate("() => document.cookie")

    desk.restart()
    open_at(page, f"{desk.url}/?q=harbour")
    expect(page.get_by_role("link", name="Harbour Street Books", exact=True)).to_be_visible()
