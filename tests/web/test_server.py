"""The running server, asked over plain sockets: what a foreign page, a rebound name or a curious person gets.

Each attack is made twice: on the dashboard, and on its twin without the guard, where it must succeed.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import limits
from tests.support.dashboard_process import RUN, Dashboard
from tests.web.visitor import OWN, Visitor

RECORDER = Path(__file__).parent / "recorder"
TWIN = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).parent / "unguarded.py")]
AT_ONCE_S = 0.5
HERE = {"127.0.0.1", "localhost", "::1"}

# (Host, Origin); PORT stands for the server's, NEXT for another one. None: no Origin at all.
ATTACKS: dict[str, tuple[str, str | None]] = {
    "another site": (OWN, "http://evil.example"),
    "a look-alike": (OWN, "http://127.0.0.1:PORT.evil.example"),
    "another port": (OWN, "http://127.0.0.1:NEXT"),
    "another port of localhost": (OWN, "http://localhost:NEXT"),
    "null": (OWN, "null"),
    "none": (OWN, None),
    "a rebound name": ("evil.example:PORT", "http://evil.example:PORT"),
    "a rebound name without Origin": ("evil.example:PORT", None),
}
TURNED_AWAY_BY_STREAMLIT_ITSELF = {"another site", "null"}  # it asks the outside about each, meanwhile


class Watched(Dashboard):
    """A dashboard whose every look-up and connection is written down."""

    def __init__(self, record: Path, command: list[str], codat: str) -> None:
        self._record = record
        record.touch()
        super().__init__(
            command,
            CODAT_API_KEY="test-key",
            CODAT_BASE_URL=codat,
            PYTHONPATH=str(RECORDER),
            CALLS_RECORD=str(record),
        )

    def asked(self) -> set[str]:
        """Whom the server has asked so far."""
        return set(self._record.read_text(encoding="utf-8").split())

    def memory_mb(self) -> float:
        """What the process holds in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def attack(self, name: str) -> Visitor:
        """Try to open a websocket as that attack does."""
        host, origin = (self._at(each) for each in ATTACKS[name])
        return Visitor(self.port, host=host or OWN, origin=origin)

    def _at(self, text: str | None) -> str | None:
        return text and text.replace("PORT", str(self.port)).replace("NEXT", str(self.port + 1))

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
        """Ask over HTTP: status, text, headers."""
        request = urllib.request.Request(self.url + path, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=limits.WAIT_S) as answer:
                return answer.status, answer.read().decode("utf-8", "replace"), _lower(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode("utf-8", "replace"), _lower(error.headers)


def _lower(headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _running(tmp_path_factory, sandbox, command: list[str]) -> Iterator[Watched]:
    record = tmp_path_factory.mktemp("calls") / "record"
    server = Watched(record, command, sandbox.url)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory, sandbox):
    yield from _running(tmp_path_factory, sandbox, RUN)


@pytest.fixture(scope="module")
def twin(tmp_path_factory, sandbox):
    yield from _running(tmp_path_factory, sandbox, TWIN)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_foreign_websocket_is_refused_at_once(server, name):
    tries = [server.attack(name) for _ in range(3)]
    for refused in tries:
        refused.close()
        assert refused.status == 403
    assert min(refused.seconds for refused in tries) < AT_ONCE_S, "the machine may hold up one of them"


@pytest.mark.parametrize("name", sorted(ATTACKS.keys() - TURNED_AWAY_BY_STREAMLIT_ITSELF))
def test_without_the_guard_the_same_websocket_is_let_in(twin, name):
    with twin.attack(name) as let_in:
        assert let_in.status == 101


def test_our_own_page_is_let_in_and_drawn(server, sandbox):
    with Visitor(server.port) as own:
        assert own.status == 101
        assert b"Harbour Street Books" in own.open("company", f"company={sandbox.company('healthy')}")


@pytest.mark.parametrize("query", ["", "company=", "company=nonsense"])
@pytest.mark.parametrize("page", ["company", "history", "sync", "setup", "start"])
def test_a_page_without_a_company_says_so_and_that_its_run_has_ended(server, page, query):
    """A browser that is not told of the end takes the run for one that was cut short, and asks again."""
    with Visitor(server.port) as own:
        shown = own.open(page, query)
    assert b"No company is chosen" in shown
    assert b'"role": "end"' in shown


def test_nobody_stalls_while_others_are_refused(server, sandbox):
    """Somebody works on while five hundred foreign websockets knock, and gets answers within half a second.

    One or the other may be late by what holds the machine up.
    """
    over = threading.Event()

    def knock() -> None:
        for _ in range(500 // len(ATTACKS)):
            for name in ATTACKS:
                server.attack(name).close()
        over.set()

    with Visitor(server.port) as own:
        own.open("company", f"company={sandbox.company('healthy')}")
        knocking = threading.Thread(target=knock)
        knocking.start()
        took = []
        while not over.is_set():
            began = time.monotonic()
            own.open("")
            took.append(time.monotonic() - began)
        knocking.join()
    assert statistics.median(took) < AT_ONCE_S
    assert max(took) < 10 * AT_ONCE_S


def test_the_server_asks_nobody_but_codat(server, sandbox):
    with Visitor(server.port) as own:
        for page in ("", "company", "history", "setup", "start"):
            own.open(page, f"company={sandbox.company('healthy')}")
    for name in ATTACKS:
        server.attack(name).close()
    assert "127.0.0.1" in server.asked()
    assert server.asked() <= HERE


def test_without_the_guard_a_foreign_origin_makes_the_server_ask_the_outside(twin):
    twin.attack("another site").close()
    assert "checkip.amazonaws.com" in twin.asked()


@pytest.mark.parametrize("path", ["/", "/company", "/no-such-page", "/_stcore/host-config", "/media/none"])
def test_a_rebound_name_gets_no_page_either(server, path):
    status, text, _ = server.get(path, Host="evil.example")
    assert status == 403
    assert "HOSTS" in text


def test_without_the_guard_a_rebound_name_gets_the_page(twin):
    assert twin.get("/", Host="evil.example")[0] == 200


def test_the_health_check_answers_under_any_name(server):
    assert server.get("/healthz", Host="10.0.0.7")[:2] == (200, "ok")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/_stcore/metrics", 404), ("/_stcore/script-health-check", 404), ("/component/x/y", 404)],
)
def test_what_nobody_here_needs_is_closed(server, path, status):
    assert server.get(path)[0] == status


def test_without_the_guard_the_metrics_are_public(twin):
    status, text, _ = twin.get("/_stcore/metrics")
    assert status == 200
    assert "session_events" in text


def test_a_message_of_more_than_a_megabyte_ends_its_connection(server):
    with Visitor(server.port) as greedy, pytest.raises(ConnectionError, match="closed"):
        greedy.open("", "x" * 2_000_000)


def test_a_tab_that_floods_is_closed_with_a_sentence_and_holds_nobody_up(server, sandbox):
    with Visitor(server.port) as own, Visitor(server.port) as flooding:
        flooding.open("company", f"company={sandbox.company('healthy')}")
        sending = threading.Thread(target=_until_closed, args=(flooding,))
        sending.start()
        began = time.monotonic()
        own.open("")
        took = time.monotonic() - began
        sending.join()
        with pytest.raises(ConnectionError, match="Too many messages from this tab"):
            flooding.read_on()
    assert took < 10 * AT_ONCE_S


def _until_closed(visitor: Visitor) -> None:
    with contextlib.suppress(OSError):  # the server has closed it meanwhile
        visitor.send_on(3_000)


def test_messages_that_are_never_ended_take_little_memory(server):
    before = server.memory_mb()
    half_sent = [Visitor(server.port) for _ in range(30)]
    for each in half_sent:
        each.begin_a_message(1_990_000)
    with Visitor(server.port) as own:
        own.open("")  # by its answer all of that has arrived
    assert server.memory_mb() - before < 150
    for each in half_sent:
        each.close()


def test_a_message_too_large_is_refused_by_its_head(server):
    with Visitor(server.port) as greedy:
        with contextlib.suppress(OSError):
            greedy.begin_a_message(2_100_000)
        with pytest.raises(ConnectionError):
            greedy.open("")


def test_the_largest_message_of_any_page_is_far_from_the_limit(server, sandbox):
    with Visitor(server.port) as own:
        for page in ("", "company", "history", "sync", "setup", "start", "help"):
            for case in ("healthy", "hostile-text"):
                own.open(page, f"company={sandbox.company(case)}")
    limit = float(tomllib.loads(Path(".streamlit/config.toml").read_text())["server"]["maxMessageSize"])
    assert own.largest < limit * 1e6 / 5


def test_nothing_can_be_uploaded(server):
    for headers in ({}, {"Origin": server.url}):
        assert server.get("/_stcore/upload_file/session/file", "PUT", **headers)[0] in {403, 404}


def test_no_page_of_another_site_may_steer_ours(server):
    status, text, _ = server.get("/_stcore/host-config")
    assert status == 200
    assert '"allowedOrigins":[]' in text


PATHS = [
    "/",
    "/company",
    "/healthz",
    "/no-such-page",
    "/media/none",
    "/app/static/none",
    "/app/static/../../main.py",
    "/app/static/inter.woff2",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/none",
    "/_stcore/metrics",
    "/_stcore/bidi-components/none/none.js",
    "/_stcore/bidi-components/syncdesk.browser/../session.py",
    "/%00",
    "/pages/company.py",
    "/dashboard/entry/main.py",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_reply_carries_the_security_headers(server, path):
    _, _, headers = server.get(path)
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PATHS)
def test_no_reply_shows_a_path_a_version_or_a_traceback(server, path):
    _, text, headers = server.get(path)
    shown = text if "font" not in headers.get("content-type", "") else ""
    for insides in ("Traceback", "site-packages", str(Path.cwd()), "/usr/lib", "1.67", "import streamlit"):
        assert insides not in shown
    assert headers.get("server", "uvicorn") == "uvicorn"
