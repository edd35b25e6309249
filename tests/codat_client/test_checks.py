"""What can't be right is BadInput, and never reaches the wire."""

import base64
import traceback
import uuid
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from codat_client import BadInput, CodatClient, RetryConfig
from codat_client.checks import base_url, ca_bundle, date_range, key_header, moment, proxy
from tests.codat_client.servers import COMPANY, SYNC, reply, serve

NO_IDS = [
    "",
    "latest",
    "lastSuccessful",
    "list",
    "../../config",
    "a?b=c",
    COMPANY + "/x",
    COMPANY[:-1],
    COMPANY.replace("-", ""),
    f"{{{COMPANY}}}",
    COMPANY.replace("4", "٤"),
    None,
    7,
    COMPANY.encode(),
]
NAIVE = datetime(2026, 11, 11)  # noqa: DTZ001 - that is the point
NO_DATES = [NAIVE, "2026-11-11", "2026-11-11T00:00:00", "", "soon", 7, "0001-01-01T00:00:00Z"]
HEADER = "Basic " + base64.b64encode(b"my-key").decode()


def every_call(client, company=COMPANY, sync=SYNC):
    return [
        lambda: client.sync.get(company, sync),
        lambda: client.sync.get_last_successful_sync(company),
        lambda: client.sync.get_latest_sync(company),
        lambda: client.sync.get_status(company),
        lambda: client.sync.list(company),
        lambda: client.sync.request(company),
        lambda: client.sync.request_for_date_range(company, "2026-11-11T00:00Z", "2026-11-12T00:00Z"),
        lambda: client.connections.list(company),
        lambda: client.configuration.get(company),
    ]


@pytest.mark.parametrize("bad", NO_IDS)
def test_an_id_that_is_no_uuid_is_never_sent(bad):
    with serve(reply({})) as server:
        client = CodatClient("test-key", server.url)
        for call in [*every_call(client, company=bad), lambda: client.sync.get(COMPANY, bad)]:
            with pytest.raises(BadInput, match="isn’t an id"):
                call()
        assert server.asked == []


def test_ids_are_sent_in_lower_case_without_blanks():
    with serve(reply({"syncId": "x"})) as server:
        CodatClient("test-key", server.url).sync.get_latest_sync(f" {COMPANY.upper()}\n")
        CodatClient("test-key", server.url).sync.get_latest_sync(uuid.UUID(COMPANY))  # type: ignore[arg-type]
        assert {asked.path for asked in server.asked} == {
            f"/companies/{COMPANY}/sync/commerce/syncs/latest/status"
        }


@pytest.mark.parametrize("bad", NO_DATES)
def test_a_date_without_time_or_zone_is_never_sent(bad):
    with serve(reply({})) as server:
        sync = CodatClient("test-key", server.url).sync
        for call in (
            lambda: sync.request(COMPANY, bad),
            lambda: sync.request_for_date_range(COMPANY, bad, "2026-11-12T00:00:00Z"),
            lambda: sync.request_for_date_range(COMPANY, "2020-11-12T00:00:00Z", bad),
        ):
            with pytest.raises(BadInput):
                call()
        assert server.asked == []


def test_a_start_after_the_finish_is_refused_and_the_same_instant_is_not():
    with pytest.raises(BadInput, match="Swap"):
        date_range("2026-11-12T00:00:00Z", "2026-11-12T00:00:00+01:00")
    assert date_range("2026-11-12T00:00:00Z", "2026-11-12T01:00:00+01:00")


def test_a_datetime_is_sent_in_utc_and_a_text_as_it_was_given():
    there = datetime(2026, 11, 11, 1, 30, tzinfo=timezone(timedelta(hours=1)))
    assert moment(there, "start") == (there.astimezone(UTC), "2026-11-11T00:30:00Z")
    assert moment(" 2026-11-11T01:30:00.1234567+01:00 ", "start")[1] == "2026-11-11T01:30:00.1234567+01:00"


FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
EARLIER_AND_LATER = [timezone(timedelta(hours=5)), timezone(timedelta(hours=-5)), UTC]
"""In the first zone the first datetime has no instant in UTC, in the second the last."""


@pytest.mark.parametrize("zone", EARLIER_AND_LATER, ids=str)
@pytest.mark.parametrize("end", [FIRST, LAST], ids=["first", "last"])
def test_a_datetime_at_the_ends_of_the_calendar_is_bad_input_in_every_zone(end, zone):
    with pytest.raises(BadInput, match="too far in the past or future"):
        moment(end.replace(tzinfo=zone), "start")


def test_an_idempotency_key_must_be_a_guid():
    with pytest.raises(BadInput, match="idempotency key"):
        CodatClient("test-key").sync.request(COMPANY, idempotency_key="again")


@pytest.mark.parametrize(
    "key",
    [
        "my-key",
        " my-key\n",
        '"my-key"',
        "'my-key' ",
        "“my-key”",
        "\ufeffmy-key\u200b",
        HEADER,
        f" '{HEADER}'\n",
    ],
)
def test_a_key_as_people_paste_it_becomes_the_header(key):
    assert key_header(key) == (HEADER, "")


def test_only_a_value_that_begins_with_basic_is_ready_made():
    assert key_header("BasicKey")[0] == "Basic " + base64.b64encode(b"BasicKey").decode()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "  ",
        '""',
        "Basic ",
        "my key",
        "my\nkey",
        "Bearer abc",
        "clé",
        "a\x00b",
        "Basic a!b",
        "Basic a b",
        None,
        7,
    ],
)
def test_a_key_that_cant_be_one_is_refused_without_being_quoted(key):
    with pytest.raises(BadInput) as caught:
        CodatClient(key)
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    inside = shown.split("in __init__")[-1]
    assert not (isinstance(key, str) and len(key) > 2 and repr(key)[1:-1] in inside)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.codat.io",
        "https://api.codat.io/",
        "https://gateway.example:8443/codat/v1",
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://[::1]:8000",
        "HTTPS://API.codat.io",
    ],
)
def test_https_and_this_machine_are_fine(url):
    assert base_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.codat.io",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1@evil.example",
        "http://localhost\\@evil.example",
        "http://0.0.0.0",
        "https://user:secret@api.codat.io",
        "https://api.codat.io?a=b",
        "https://api.codat.io#x",
        "https://api.codat.io:99999",
        "https://api codat.io",
        "ftp://api.codat.io",
        "api.codat.io",
        "",
        None,
    ],
)
def test_any_other_address_is_refused(url):
    with pytest.raises(BadInput, match="base URL"):
        CodatClient("test-key", url)


@pytest.mark.parametrize("bad", ["proxy.example:8080", "socks5://proxy.example", "http://", 7])
def test_a_proxy_that_is_no_address_is_refused_by_the_name_of_its_setting(bad):
    with pytest.raises(BadInput, match="CODAT_PROXY"):
        proxy(bad)


def test_certificates_that_are_not_there_or_are_none_are_refused_at_once(tmp_path):
    (tmp_path / "empty.pem").write_text("no certificate")
    for path in (str(tmp_path / "none.pem"), str(tmp_path / "empty.pem")):
        with pytest.raises(BadInput, match="CODAT_CA_BUNDLE"):
            CodatClient("test-key", ca_bundle=path)


@pytest.mark.parametrize("bad", [7, b"/etc", ["/etc"], True, "/no/such/file"])
def test_what_is_no_path_or_leads_nowhere_is_no_place_for_certificates(bad):
    with pytest.raises(BadInput, match="no such file or folder"):
        ca_bundle(bad)


@pytest.mark.parametrize("kind", [str, Path])
def test_certificates_are_named_by_a_path_of_either_kind(kind, tmp_path):
    assert ca_bundle(kind(tmp_path)) == str(tmp_path)


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_a_word_the_systems_certificates_and_no_proxy_count(nothing):
    assert (ca_bundle(nothing), proxy(nothing)) == (None, None)


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf"), "20", True, 1e9])
def test_a_total_must_be_a_sensible_number_of_seconds(bad):
    with pytest.raises(BadInput, match="seconds"):
        CodatClient("test-key").sync.get_latest_sync(COMPANY, timeout=bad)


@pytest.mark.parametrize(
    "page",
    [
        {"page": 0},
        {"page_size": 5001},
        {"page": "1"},
        {"query": 7},
        {"query": "\ud800"},
        {"query": "name~\ud83dé"},
    ],
)
def test_a_page_that_cant_be_is_never_asked_for(page):
    with pytest.raises(BadInput):
        CodatClient("test-key").companies.list(**page)


@pytest.mark.parametrize(
    "least", [RetryConfig(attempts=1), RetryConfig(base_delay=0), RetryConfig(max_delay=0)], ids=repr
)
def test_one_sending_and_no_delay_make_sense(least):
    assert least.makes_sense


NO_DELAYS = (-1.0, -0.001, float("nan"), float("inf"))


@pytest.mark.parametrize(
    "bad",
    [
        3,
        RetryConfig(attempts=0),
        *(RetryConfig(base_delay=delay) for delay in NO_DELAYS),
        *(RetryConfig(max_delay=delay) for delay in NO_DELAYS),
    ],
)
def test_retries_must_be_a_config_that_makes_sense_or_none(bad):
    with pytest.raises(BadInput, match="RetryConfig"):
        CodatClient("test-key").sync.list(COMPANY, retries=bad)
    with pytest.raises(BadInput, match="RetryConfig"):
        CodatClient("test-key", retries=bad)
