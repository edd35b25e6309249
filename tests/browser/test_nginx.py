"""The dashboard behind deploy/nginx.conf, under its own name with TLS."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.browser.driving import open_at
from tests.support.dashboard_process import Dashboard, free_port
from tests.support.nginx_process import NAME, Nginx

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HSTS = "max-age=31536000"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard's address as people know it."""
    port = free_port()
    running = Dashboard(
        DEMO="1",
        DEMO_SYNC_SECONDS="2",
        EXTERNAL_URL=f"https://{NAME}:{port}",
        TRUSTED_PROXIES="127.0.0.1",
        FORWARDED_ALLOW_IPS="",
    )
    proxy = Nginx.with_tls(tmp_path_factory.mktemp("nginx"), running.port, port=port, name=NAME)
    yield proxy.url
    proxy.stop()
    running.stop()


@pytest.fixture
def answers(page: Page) -> list[Response]:
    """Every answer that the page gets."""
    found: list[Response] = []
    page.on("response", lambda answer: found.append(answer))  # noqa: PLW0108 -- playwright marks the function
    return found


def test_a_first_page_arrives_whole_and_every_answer_is_protected(page, desk, answers):
    open_at(page, desk)
    assert [answer.url for answer in answers if answer.status != 200] == []
    assert len(answers) > 80
    bare = [a.url for a in answers if a.all_headers().get("strict-transport-security") != HSTS]
    assert bare == []
    assert [each for each in answers if "content-security-policy" not in each.all_headers()] == []
    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(desk).netloc}


def test_every_cookie_goes_over_tls_only(page, desk):
    open_at(page, f"{desk}/help")
    cookies = page.context.cookies(desk)
    assert {"_streamlit_xsrf"} <= {each["name"] for each in cookies}
    assert [each["name"] for each in cookies if not each["secure"]] == []
