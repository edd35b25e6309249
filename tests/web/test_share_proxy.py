"""Where a proxy signs people in, as in deploy/nginx.conf, shared links need no sign-in and all else does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.behind_nginx import asked, echoing, nginx_with_tls

TOKEN = "A-_9" * 8
OPEN = [f"/s/{TOKEN}", f"/s/{TOKEN}?x=1", f"/s/{TOKEN}/status.json", f"/s/{TOKEN}/badge.svg"]
CLOSED = [
    "/",
    "/company?company=x",
    "/_stcore/stream",
    "/s",
    "/s/",
    f"/s/{TOKEN}x",
    f"/s/{TOKEN}/",
    f"/s/{TOKEN}/status.json/../../../company",
    f"/s/{TOKEN}/..%2f..%2fcompany",
    f"/preview/{TOKEN}",
    f"/company/s/{TOKEN}",
    f"/S/{TOKEN}",
]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("nginx")
    with echoing() as port, echoing(signing_in=True) as auth, nginx_with_tls(folder, port, auth) as nginx:
        yield nginx.url


@pytest.mark.parametrize("path", OPEN)
def test_a_shared_link_needs_no_sign_in(proxy, path):
    assert asked(proxy, path).status == 200


@pytest.mark.parametrize("path", CLOSED)
def test_everything_else_needs_one(proxy, path):
    assert asked(proxy, path).status in {302, 401}
    assert asked(proxy, path, headers={"Cookie": "in=1"}).status == 200


@pytest.mark.parametrize("path", ["/_stcore/stream", "/static/js/x.js", f"/preview/{'g' * 32}"])
def test_what_is_no_page_of_the_dashboard_is_refused_and_not_led_to_the_sign_in(proxy, path):
    assert asked(proxy, path).status == 401
