"""JSON nested as deep as anybody likes spoils what it is in, and never leaves as somebody else's error."""

import pytest

from codat_client import BadReply, CodatClient, CodatError, Damaged, Rejected, ServerTrouble, Unclear
from codat_client.reading import read_many
from codat_client.records import CompanySyncStatus
from tests.codat_client.servers import COMPANY, SYNC, reply, serve

DEPTHS = [400, 900, 100_000]
TOO_DEEP = [100_000]
"""Deeper than Python can read at all."""


def nested(depth: int, kind: str = "[]") -> str:
    start, end = {"[]": ("[", "]"), "{}": ('{"a":', "}")}[kind]
    return start * depth + "1" * (kind == "{}") + end * depth


def record(**fields: str) -> str:
    """A record with these fields, given as JSON."""
    named = {"syncId": f'"{SYNC}"', "id": f'"{SYNC}"', "syncStatusCode": "2000"} | fields
    return "{" + ",".join(f'"{name}": {value}' for name, value in named.items()) + "}"


READS = {
    "get": (lambda client: client.sync.get(COMPANY, SYNC), "RECORDS"),
    "latest": (lambda client: client.sync.get_latest_sync(COMPANY), "RECORDS"),
    "status": (lambda client: client.sync.get_status(COMPANY), "RECORDS"),
    "status, an array": (lambda client: client.sync.get_status(COMPANY), "[RECORDS]"),
    "configuration": (lambda client: client.configuration.get(COMPANY), "RECORDS"),
    "list": (lambda client: client.sync.list(COMPANY), "[RECORDS]"),
    "connections": (lambda client: client.connections.list(COMPANY), '{"results": [RECORDS]}'),
    "companies": (lambda client: client.companies.list(), '{"results": [RECORDS]}'),
}


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("field", ["unknown", "syncStatus", "connectionInfo", "results"])
@pytest.mark.parametrize("read", READS)
def test_a_read_is_the_record_or_damaged_or_a_bad_reply(read, field, depth):
    call, form = READS[read]
    both_kinds = [record(**{field: nested(depth, kind)}) for kind in ("[]", "{}")]
    scripts = [reply(form.replace("RECORDS", one).encode()) for one in both_kinds]
    with serve(*scripts) as server:
        client = CodatClient("test-key", server.url)
        for one in both_kinds:
            try:
                result = call(client)
            except BadReply:
                continue
            shown = [*result, *result.damaged] if hasattr(result, "damaged") else [result]
            assert [each.raw for each in shown] == [one.encode()]
    assert len(server.asked) == len(both_kinds)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("read", ["list", "connections", "companies"])
def test_one_deep_record_spoils_itself_and_leaves_its_neighbours(read, depth):
    call, form = READS[read]
    deep = record(syncStatus=nested(depth), status=nested(depth), name=nested(depth))
    records = f"{record()}, {deep}, {record()}"
    with serve(reply(form.replace("RECORDS", records).encode())) as server:
        result = call(CodatClient("test-key", server.url))
    assert len(result) == 2
    (damaged,) = result.damaged
    assert isinstance(damaged, Damaged)
    assert (damaged.index, damaged.raw) == (1, deep.encode())
    if depth in TOO_DEEP:
        assert damaged.reason == "it is nested too deeply"


def test_texts_that_look_like_brackets_do_not_mislead():
    odd = record(errorMessage='"]}[{ \\" \\\\"', unknown=nested(5_000))
    records, damaged = read_many(f"[{odd}, {record()}]".encode(), CompanySyncStatus)
    assert (len(records), damaged[0].raw) == (1, odd.encode())


def test_half_an_emoji_beside_a_deep_record_is_kept():
    half = record(syncStatus='"\\ud83d"')
    records, damaged = read_many(f"[{half}, {record(unknown=nested(5_000))}]".encode(), CompanySyncStatus)
    assert ([each.sync_status for each in records], len(damaged)) == (["\ud83d"], 1)


@pytest.mark.parametrize(
    "body",
    ["[" * 100_000, '{"a":' * 100_000, f"[{record(unknown='[' * 5_000)}", '{"results": [' + "[" * 5_000],
    ids=["arrays", "objects", "a record", "a page"],
)
@pytest.mark.parametrize("read", READS)
def test_what_is_deep_and_breaks_off_is_a_bad_reply(read, body):
    with serve(reply(body.encode())) as server, pytest.raises(BadReply):
        READS[read][0](CodatClient("test-key", server.url))


def test_a_list_of_deep_records_alone_is_given_up_soon():
    deep = record(unknown=nested(5_000))
    body = f"[{','.join([deep] * 50)}]".encode()
    with serve(reply(body)) as server, pytest.raises(BadReply, match="nested too deeply"):
        CodatClient("test-key", server.url).sync.list(COMPANY)


TRIGGERS = {
    "request": lambda client: client.sync.request(COMPANY),
    "date range": lambda client: client.sync.request_for_date_range(
        COMPANY, "2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z"
    ),
}
both = pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=TRIGGERS)


@both
@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("field", ["unknown", "syncStatus", "dataConnections", "syncDateRangeUtc"])
def test_a_trigger_is_begun_or_unclear(trigger, field, depth):
    with serve(reply(record(**{field: nested(depth)}).encode())) as server:
        try:
            assert trigger(CodatClient("test-key", server.url)).sync_status_code == 2000
        except Unclear as error:
            shown = (error.carried_out, error.status, error.company_id, bool(error.idempotency_key))
            assert shown == (None, 200, COMPANY, True)
    assert len(server.asked) == 1


@both
@pytest.mark.parametrize(("status", "kind"), [(400, Rejected), (500, Unclear)])
@pytest.mark.parametrize("depth", DEPTHS)
def test_an_explanation_may_be_deep_as_well(trigger, status, kind, depth):
    body = f'{{"error": {nested(depth)}, "validation": {nested(depth, "{}")}}}'
    with serve(reply(body.encode(), status)) as server:
        client = CodatClient("test-key", server.url, retries=None)
        with pytest.raises(kind):
            trigger(client)
        with pytest.raises(ServerTrouble if status == 500 else Rejected):
            client.sync.get_latest_sync(COMPANY)


FAULTS = [ValueError("its words"), MemoryError(), OSError("its words")]
PLACES = ["sync.read_one", "wire.trigger_failed", "wire.what_is_seen", "exchange.Exchange.head_came"]


@both
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize(
    "place", [*PLACES, "wire.masked", "transport._read_body", "limits.RequestLimits.note"]
)
def test_any_fault_of_ours_after_a_trigger_was_sent_is_unclear(monkeypatch, caplog, trigger, place, fault):
    def fail(*_, **__):
        raise fault

    monkeypatch.setattr(f"codat_client.{place}", fail)
    with serve(reply(record().encode(), 500 if place == "wire.trigger_failed" else 200)) as server:
        client = CodatClient("test-key", server.url)
        with pytest.raises(Unclear) as caught:
            trigger(client)
    error = caught.value
    assert (error.carried_out, error.company_id, len(server.asked)) == (None, COMPANY, 1)
    assert error.operation.startswith("sync.request")
    assert error.idempotency_key == server.asked[0].headers["idempotency-key"]
    assert (error.__cause__, error.__context__) == (None, None)
    assert "its words" not in caplog.text


def test_the_same_fault_in_a_read_leaves_a_place_for_the_next(monkeypatch):
    with serve(reply(record().encode())) as server:
        client = CodatClient("test-key", server.url, retries=None)
        with monkeypatch.context() as patched:
            patched.setattr("codat_client.wire.masked", lambda *_: 1 / 0)
            for _ in range(12):
                with pytest.raises(CodatError):
                    client.sync.get_latest_sync(COMPANY)
        assert client.sync.get_latest_sync(COMPANY).sync_id == SYNC


def deeper(frames: int, call):
    return call() if frames == 0 else deeper(frames - 1, call)


@pytest.mark.parametrize("frames", [0, 300, 600])
def test_a_record_of_a_list_has_its_bytes_however_deep_its_reader_is(frames):
    deep = record(unknown=nested(700))
    records, _ = read_many(f"[{deep}, {record()}]".encode(), CompanySyncStatus)
    assert deeper(frames, lambda: records[0].raw) == deep.encode()
