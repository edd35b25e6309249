"""Whether a sync may be started follows the connection, whatever the configuration says: over real sockets.

Two servers that listen on every address: Streamlit's own command, and uvicorn told to believe every proxy;
and one behind a Unix socket.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.support.dashboard_process import RUN, UVICORN, Dashboard, free_port
from tests.web.visitor import OWN, Visitor

EVERY_ADDRESS = {
    "streamlit": [*RUN, "--server.address", "0.0.0.0"],
    "uvicorn": [*UVICORN, "--host", "0.0.0.0", "--forwarded-allow-ips", "*"],
}
CHROMIUM = {
    "Pragma": "no-cache",
    "Cache-Control": "no-cache",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-US,en;q=0.9",
    "Cookie": "syncdesk_width=1200",
}
PROXIES = {
    "nginx": {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "http"},
    "a plain proxy": {"Via": "1.1 proxy"},
    "one that nobody knows": {"X-Whatever": "1"},
    "a sign-in": {"Authorization": "Basic YTpi"},
    "our own header": {"X-Sync-Desk-Place": "here"},
}


@pytest.fixture(scope="module", params=EVERY_ADDRESS)
def server(request, sandbox) -> Iterator[Dashboard]:
    running = Dashboard(
        EVERY_ADDRESS[request.param],
        CODAT_API_KEY="test-key",
        CODAT_BASE_URL=sandbox.url,
        HOSTS=f"desk.example,{other_address()}",
    )
    yield running
    running.stop()


def other_address() -> str:
    """This machine's address in its network: to name a route sends nothing. Loopback where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(line.getsockname()[0])


def start_page(server: Dashboard, sandbox, **visit) -> str:
    """What the page that starts syncs shows to somebody who comes so."""
    with Visitor(server.port, **visit) as visitor:
        assert visitor.status == 101
        return visitor.open("start", f"company={sandbox.company('healthy')}").decode("utf-8", "replace")


def may_start(shown: str) -> bool:
    """Whether the page lets a sync be started; else it says how that is allowed."""
    offered = "Review and start" in shown
    assert offered is not ("ALLOW_STARTING=1" in shown)
    return offered


def test_a_browser_on_this_machine_may_start(server, sandbox):
    assert may_start(start_page(server, sandbox, more=CHROMIUM))


@pytest.mark.parametrize("name", PROXIES)
def test_through_a_proxy_of_any_kind_nobody_may(server, sandbox, name):
    assert not may_start(start_page(server, sandbox, more=CHROMIUM | PROXIES[name]))


def test_under_another_name_nobody_may(server, sandbox):
    name = {"host": f"desk.example:{server.port}", "origin": f"http://desk.example:{server.port}"}
    assert not may_start(start_page(server, sandbox, **name, more=CHROMIUM))


@pytest.mark.parametrize("forged", [True, False], ids=["our Host, forged", "the address itself"])
def test_from_another_address_nobody_may(server, sandbox, forged):
    address = other_address()
    there = f"{address}:{server.port}"
    host = OWN if forged else there
    shown = start_page(
        server,
        sandbox,
        address=address,
        host=host,
        origin=OWN if forged else f"http://{there}",
        more=CHROMIUM,
    )
    assert may_start(shown) is (address == "127.0.0.1")


@pytest.fixture(scope="module")
def behind_a_socket(sandbox, tmp_path_factory) -> Iterator[str]:
    """The path of the Unix socket of a dashboard; uvicorn listens there besides, for the health check."""
    path = str(tmp_path_factory.mktemp("desk") / "socket")
    running = Socketed([*UVICORN, "--uds", path], CODAT_API_KEY="test-key", CODAT_BASE_URL=sandbox.url)
    yield path
    running.stop()


class Socketed(Dashboard):
    """A dashboard behind a Unix socket, whose path is the last part of its command."""

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            return line.connect_ex(self._command[-1]) == 0


def test_behind_a_unix_socket_nobody_may(behind_a_socket, sandbox):
    with Visitor(free_port(), address=behind_a_socket, more=CHROMIUM) as visitor:
        shown = visitor.open("start", f"company={sandbox.company('healthy')}")
    assert not may_start(shown.decode("utf-8", "replace"))
