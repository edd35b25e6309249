"""requests and urllib3, tamed: their exceptions, bounded bodies, redirects, the environment, proxy, TLS."""

import gzip
import http.client
import importlib
import pkgutil
import subprocess
import sys
import tracemalloc
import zlib

import pytest
import requests
import urllib3.connection
import urllib3.exceptions
import urllib3.util.retry
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from codat_client import BadReply, CodatClient, NotSent, Unclear
from codat_client.exchange import TransportErrorKind
from codat_client.transport import CAUSES, cause_of
from tests.codat_client.servers import CERTIFICATES, COMPANY, cut_off, drop, reply, serve, tunnel_to
from tests.support import limits

POOL = urllib3.HTTPConnectionPool("127.0.0.1")
LINE = urllib3.connection.HTTPConnection("127.0.0.1")
CA = str(CERTIFICATES / "ca.pem")
RECORD = {"syncId": "x", "syncStatusCode": 1000}
KNOWN = """
requests: ChunkedEncodingError ConnectTimeout ConnectionError ContentDecodingError CookieConflictError
 HTTPError InvalidHeader InvalidJSONError InvalidProxyURL InvalidSchema InvalidURL JSONDecodeError
 MissingSchema ProxyError ReadTimeout RequestException RetryError SSLError StreamConsumedError
 Timeout TooManyRedirects URLRequired UnrewindableBodyError
urllib3: BodyNotHttplibCompatible CertificateError ClosedPoolError ConnectTimeoutError DecodeError
 EmptyPoolError FullPoolError HTTPError HeaderParsingError HostChangedError IncompleteRead InvalidChunkLength
 InvalidHeader LocationParseError LocationValueError MaxRetryError NameResolutionError NewConnectionError
 PoolError ProtocolError ProxyError ProxySchemeUnknown ProxySchemeUnsupported ReadTimeoutError
 RequestError ResponseError ResponseNotChunked SSLError TimeoutError
 TimeoutStateError URLSchemeUnknown UnrewindableBodyError
"""


def modules_of(package):
    """A package and all its modules but those for what we don't use (SOCKS, HTTP/2, browsers)."""
    yield package
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not {"contrib", "http2"} & set(found.name.split(".")):
            yield importlib.import_module(found.name)


def raised_by(package):
    """Every exception class that is made anywhere in a package, by name."""
    return {
        kind.__name__: kind
        for module in modules_of(package)
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Exception)
        and not issubclass(kind, Warning)
        and kind.__module__.partition(".")[0] == package.__name__
    }


FOREIGN = [*raised_by(requests).values(), *raised_by(urllib3).values()]


@pytest.mark.parametrize("package", [requests, urllib3], ids=lambda package: package.__name__)
def test_no_exception_of_theirs_is_new(package):
    shown = KNOWN.split(f"{package.__name__}:")[1].split("urllib3:", maxsplit=1)[0].split()
    assert sorted(raised_by(package)) == sorted(shown)


def test_one_that_is_new_would_be_found(monkeypatch):
    new = type("BrandNewError", (Exception,), {"__module__": "urllib3.util.retry"})
    monkeypatch.setattr(urllib3.util.retry, "BrandNewError", new, raising=False)
    assert "BrandNewError" in raised_by(urllib3)
    assert "BrandNewError" not in KNOWN


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_exception_of_theirs_has_a_line_in_the_table(kind):
    assert any(issubclass(kind, one) for one, _ in CAUSES)
    assert isinstance(cause_of(kind.__new__(kind)), TransportErrorKind)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (
            requests.exceptions.ConnectionError(MaxRetryError(POOL, "/", NewConnectionError(LINE, "no"))),
            TransportErrorKind.CONNECT,
        ),
        (
            requests.exceptions.ConnectionError(ProtocolError("gone", ConnectionResetError())),
            TransportErrorKind.DROPPED,
        ),
        (
            requests.exceptions.ProxyError(
                MaxRetryError(POOL, "/", urllib3.exceptions.ProxyError("p", OSError()))
            ),
            TransportErrorKind.PROXY,
        ),
        (http.client.LineTooLong("header"), TransportErrorKind.GARBLED),
        (RuntimeError("new"), TransportErrorKind.OTHER),
    ],
)
def test_wrappers_are_opened(error, cause):
    assert cause_of(error) is cause


def client_of(server, **options):
    return CodatClient("test-key", server.url, retries=None, **options)


LONG = b"[" + b" " * 4998 + b"]"
"""An empty list of 5000 bytes."""
ZEROS = b"\x00" * 100_000_000
BOMB = gzip.compress(ZEROS)
BOMBS = {"gzip": BOMB, "deflate": zlib.compress(ZEROS), "gzip, gzip": gzip.compress(BOMB)}


@pytest.mark.parametrize("encoding", BOMBS)
def test_a_bomb_is_a_bad_reply_and_is_not_taken_into_memory(encoding):
    with serve(reply(BOMBS[encoding], content_encoding=encoding)) as server:
        tracemalloc.start()
        with pytest.raises(BadReply, match="too large"):
            client_of(server, max_bytes=10_000_000).sync.list(COMPANY)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 30_000_000


ASK = """
import sys
from pathlib import Path
from codat_client import BadReply, CodatClient

def peak():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024

client = CodatClient("test-key", sys.argv[1], retries=None, **eval(sys.argv[2]))
client.sync.list(sys.argv[3])
before = peak()
try:
    client.sync.list(sys.argv[3])
except BadReply as error:
    print(peak() - before, error)
"""


def peak_of_a_bomb(**options):
    """Ask in a process of its own; give by how many MiB the bomb raised its peak memory, and the sentence."""
    options = {"read_timeout": limits.WAIT_S, **options}  # on a busy machine 97 MB take their time
    with serve(reply([]), reply(BOMB, content_encoding="gzip")) as server:
        command = [sys.executable, "-c", ASK, server.url, repr(options), COMPANY]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    megabytes, _, sentence = shown.partition(" ")
    return float(megabytes), sentence


def test_a_bomb_of_97_kb_costs_at_most_80_mib_with_the_usual_limit():
    assert len(BOMB) < 100_000
    megabytes, sentence = peak_of_a_bomb()
    assert "too large" in sentence
    assert megabytes <= 80


def test_without_the_limit_the_bomb_would_be_taken_in():
    megabytes, sentence = peak_of_a_bomb(max_bytes=1_000_000_000)
    assert "couldn’t be read" in sentence
    assert megabytes > 95


@pytest.mark.parametrize(
    "answer",
    [
        reply(LONG),
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n[",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n" + LONG + b"\r\n0\r\n\r\n",
        cut_off(b"HTTP/1.1 200 OK\r\n\r\n" + LONG),
    ],
    ids=["length", "claimed", "chunked", "until closed"],
)
def test_more_than_the_limit_is_a_bad_reply_however_it_comes(answer):
    with serve(answer) as server:
        with pytest.raises(BadReply, match="too large"):
            client_of(server, max_bytes=1000).sync.list(COMPANY)
        with pytest.raises(Unclear):
            client_of(server, max_bytes=1000).sync.request(COMPANY)


@pytest.mark.parametrize("most", [4999, 5000])
@pytest.mark.parametrize("length", [True, False], ids=["with its length", "until closed"])
def test_the_limit_itself_is_not_too_much(length, most):
    body = reply(LONG) if length else cut_off(b"HTTP/1.1 200 OK\r\n\r\n" + LONG)
    with serve(body) as server:
        read = client_of(server, max_bytes=most).sync.list
        if most < len(LONG):
            with pytest.raises(BadReply, match="too large"):
                read(COMPANY)
        else:
            assert read(COMPANY) == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_compressed_answer_is_read(encoding):
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    with serve(reply(pack(b'{"syncId": "x"}'), content_encoding=encoding)) as server:
        assert client_of(server).sync.get_latest_sync(COMPANY).sync_id == "x"
    assert server.asked[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(status):
    with serve(reply(RECORD)) as other, serve(reply(b"x", status, location=other.url + "/x")) as server:
        with pytest.raises(BadReply, match="redirects elsewhere"):
            client_of(server).sync.get_latest_sync(COMPANY)
        with pytest.raises(Unclear):
            client_of(server).sync.request(COMPANY)
        assert other.asked == []
    assert len(server.asked) == 2


def test_requests_by_itself_would_take_the_trigger_to_the_other_host():
    with serve(reply(RECORD)) as other, serve(reply(b"", 307, location=other.url + "/x")) as server:
        requests.post(server.url, json={}, timeout=limits.WAIT_S)
        assert [asked.method for asked in other.asked] == ["POST"]


@pytest.fixture
def hostile_environment(monkeypatch, tmp_path):
    """A .netrc with another login, and proxies that lead nowhere."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login other password one\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("hostile_environment")
def test_neither_netrc_nor_the_environments_proxies_are_read():
    with serve(reply(RECORD)) as server:
        client_of(server).sync.get_latest_sync(COMPANY)
        assert server.asked[0].headers["authorization"] == "Basic dGVzdC1rZXk="


@pytest.mark.usefixtures("hostile_environment")
def test_requests_by_itself_would_be_led_astray():
    with serve(reply(RECORD)) as server, pytest.raises(requests.exceptions.ProxyError):
        requests.get(server.url, timeout=limits.WAIT_S)


def test_cookies_are_not_kept():
    with serve(reply(RECORD, set_cookie="session=evil; Path=/")) as server:
        client = client_of(server)
        client.sync.get_latest_sync(COMPANY)
        client.sync.get_latest_sync(COMPANY)
        assert "cookie" not in server.asked[1].headers


@pytest.mark.parametrize("tls", [False, True], ids=["http proxy", "https proxy"])
def test_our_own_proxy_is_used_for_https(tls):
    with serve(reply(RECORD), tls=True) as server, serve(tunnel_to(server.port), tls=tls) as proxy:
        client = client_of(server, ca_bundle=CA, proxy=proxy.url)
        assert client.sync.get_latest_sync(COMPANY).sync_id == "x"
        client.close()
    assert (proxy.asked[0].method, proxy.asked[0].path) == ("CONNECT", f"localhost:{server.port}")
    assert "authorization" not in proxy.asked[0].headers


@pytest.mark.parametrize("refusal", [reply(b"", 407), reply(b"", 403), reply(b"", 502), drop], ids=range(4))
def test_a_proxy_that_refuses_the_tunnel_was_not_sent_and_names_the_setting(refusal):
    shown = pytest.raises(NotSent, match="CODAT_PROXY")
    with serve(reply(RECORD), tls=True) as server, serve(refusal) as proxy, shown as caught:
        client_of(server, ca_bundle=CA, proxy=proxy.url).sync.request(COMPANY)
    assert (caught.value.carried_out, server.asked) == (False, [])


def test_a_proxy_that_is_not_there_was_not_sent():
    with serve() as gone:
        pass
    client = CodatClient("test-key", "https://api.invalid", retries=None, proxy=gone.url, ca_bundle=CA)
    with pytest.raises(NotSent, match="CODAT_PROXY"):
        client.sync.request(COMPANY)


def test_a_name_that_does_not_exist_was_not_sent():
    with pytest.raises(NotSent, match=r"there is no host named api\.invalid"):
        CodatClient("test-key", "https://api.invalid", retries=None, ca_bundle=CA).sync.request(COMPANY)


def test_importing_the_client_brings_none_of_the_heavy_packages():
    heavy = {"pandas", "streamlit", "plotly", "truststore", "requests"}
    code = f"import sys, codat_client; print(sorted({heavy} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
