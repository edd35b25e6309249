"""Each operation over a real socket: what it asks, and what it makes of the answers."""

from datetime import UTC, datetime

import pytest

from codat_client import (
    BadReply,
    CodatClient,
    CodatError,
    Company,
    CompanySyncStatus,
    Connection,
    Forbidden,
    NoAnswer,
    NotFound,
    PaymentRequired,
    RateLimited,
    Rejected,
    RetryConfig,
    ServerTrouble,
    Unauthorized,
)
from tests.codat_client.servers import COMPANY, SYNC, cut_off, drop, reply, serve

ROOT = f"/companies/{COMPANY}/sync/commerce/syncs"
RECORD = {
    "companyId": COMPANY,
    "syncId": SYNC,
    "syncStatusCode": 2000,
    "syncStatus": "Complete",
    "errorMessage": "",
    "syncExceptionMessage": None,
    "syncUtc": "2026-11-11T02:14:00Z",
    "dataPushed": True,
}
NEVER_SYNCED = {"statusCode": 404, "service": "PublicApi", "error": f"No data available for {COMPANY}"}
DELETED = NEVER_SYNCED | {"error": f"No company was found with ID {COMPANY}", "correlationId": "0a40"}
QUICK = RetryConfig(base_delay=0.01, max_delay=0.02)
LINKED = {"id": "c1", "status": "Linked", "dataConnectionErrors": [{"statusCode": "401", "status": None}]}


def ask(server, **options):
    return CodatClient("test-key", server.url, retries=QUICK, **options)


def reads(client):
    return {
        f"{ROOT}/{SYNC}/status": lambda: client.sync.get(COMPANY, SYNC),
        f"{ROOT}/lastSuccessful/status": lambda: client.sync.get_last_successful_sync(COMPANY),
        f"{ROOT}/latest/status": lambda: client.sync.get_latest_sync(COMPANY),
        f"/meta/companies/{COMPANY}/sync/commerce/status": lambda: client.sync.get_status(COMPANY),
        f"{ROOT}/list/status": lambda: client.sync.list(COMPANY),
        "/companies?page=1&pageSize=100": lambda: client.companies.list(page=1),
        f"/companies/{COMPANY}/connections?page=1&pageSize=100": lambda: client.connections.list(COMPANY),
        f"/config/companies/{COMPANY}/sync/commerce": lambda: client.configuration.get(COMPANY),
    }


NAMES = list(reads(None))


def test_each_read_asks_its_own_address_with_the_key():
    with serve(reply({"syncId": "x", "results": []}), reply([])) as server:
        for path, call in reads(ask(server)).items():
            server.asked.clear()
            server.scripts = [reply([] if "list" in path else {"syncId": "x", "results": [], "enable": True})]
            call()
            (asked,) = server.asked
            assert (asked.method, asked.path, asked.body) == ("GET", path, b"")
            assert asked.headers["authorization"] == "Basic dGVzdC1rZXk="
            assert "idempotency-key" not in asked.headers


def test_a_sync_comes_back_as_a_record():
    with serve(reply(RECORD)) as server:
        sync = ask(server).sync.get(COMPANY, SYNC)
    assert sync == CompanySyncStatus(
        company_id=COMPANY,
        sync_id=SYNC,
        sync_status_code=2000,
        sync_status="Complete",
        error_message="",
        sync_utc_text="2026-11-11T02:14:00Z",
        data_pushed=True,
    )
    assert sync.sync_utc == datetime(2026, 11, 11, 2, 14, tzinfo=UTC)


def test_connections_without_a_sync_are_a_status_without_sync_fields():
    with serve(reply({"syncId": None, "dataConnections": [LINKED]})) as server:
        status = ask(server).sync.get_status(COMPANY)
    assert (status.sync_id, status.sync_status_code, status.sync_utc) == (None, None, None)
    assert (
        status.data_connections[0].status,
        status.data_connections[0].data_connection_errors[0].status_code,
    ) == (
        "Linked",
        "401",
    )


def test_of_an_array_of_statuses_the_newest_is_taken():
    older = RECORD | {"syncId": "old", "syncUtc": "2026-11-10T02:14:00Z"}
    with serve(reply([older, RECORD, RECORD | {"syncUtc": None}]), reply([])) as server:
        sync = ask(server).sync
        assert sync.get_status(COMPANY).sync_id == SYNC
        assert sync.get_status(COMPANY) is None


def test_of_an_array_with_a_damaged_status_none_is_called_the_newest():
    with serve(reply([RECORD, {"syncUtc": 7}])) as server, pytest.raises(BadReply):
        ask(server).sync.get_status(COMPANY)


def test_the_list_keeps_the_servers_order_and_puts_damaged_records_aside():
    rows = [RECORD | {"syncId": "b"}, RECORD | {"syncStatusCode": "x"}, RECORD | {"syncId": "a"}]
    with serve(reply(rows)) as server:
        syncs = ask(server).sync.list(COMPANY)
    assert [sync.sync_id for sync in syncs] == ["b", "a"]
    assert [(one.index, b'"x"' in one.raw) for one in syncs.damaged] == [(1, True)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"syncId": ', b'"text"', b"7", b"[7", b'{"syncId": 7, "results": 7, "schedule": 7}'],
)
def test_a_body_that_is_not_what_was_promised_is_a_bad_reply(name, body):
    with serve(reply(body)) as server, pytest.raises(BadReply) as caught:
        reads(ask(server))[name]()
    assert (caught.value.status, caught.value.carried_out) == (200, False)


def test_an_array_for_an_object_and_an_object_for_an_array_are_bad_replies():
    with serve(reply([RECORD])) as server, pytest.raises(BadReply):
        ask(server).sync.get_latest_sync(COMPANY)
    with serve(reply(RECORD)) as server, pytest.raises(BadReply):
        ask(server).sync.list(COMPANY)


def test_null_for_one_sync_or_a_configuration_is_a_bad_reply():
    with serve(reply(None)) as server:
        for call in (
            lambda: ask(server).sync.get(COMPANY, SYNC),
            lambda: ask(server).configuration.get(COMPANY),
        ):
            with pytest.raises(BadReply):
                call()


@pytest.mark.parametrize(
    ("status", "kind", "may_retry"),
    [
        (400, Rejected, False),
        (401, Unauthorized, False),
        (402, PaymentRequired, False),
        (403, Forbidden, False),
        (404, NotFound, False),
        (408, Rejected, True),
        (409, Rejected, True),
        (418, Rejected, False),
        (422, Rejected, False),
        (429, RateLimited, True),
        (500, ServerTrouble, True),
        (501, ServerTrouble, True),
        (503, ServerTrouble, True),
        (201, BadReply, False),
        (204, BadReply, False),
        (302, BadReply, False),
    ],
)
def test_each_status_has_its_error(status, kind, may_retry):
    with serve(reply(DELETED, status)) as server, pytest.raises(CodatError) as caught:
        ask(server).configuration.get(COMPANY, retries=None)
    error = caught.value
    assert (type(error), error.status, error.may_retry, error.carried_out) == (kind, status, may_retry, False)
    assert (error.company_id, error.idempotency_key, str(error)) == (COMPANY, None, error.message)
    assert len(server.asked) == 1


def test_an_error_holds_the_whole_error_message_and_trusts_the_status_alone():
    item = {"itemId": "1", "message": "no", "validatorName": "v"}
    body = {
        "statusCode": 429,
        "service": "ClientsApi",
        "error": "stop",
        "correlationId": "0a40c2",
        "validation": {"errors": [item], "warnings": None},
        "canBeRetried": "True",
        "detailedErrorCode": 7,
    }
    with serve(reply(body, 402)) as server, pytest.raises(PaymentRequired) as caught:
        ask(server).sync.list(COMPANY)
    error = caught.value
    assert (error.status, error.status_code, error.service, error.error) == (402, 429, "ClientsApi", "stop")
    assert (error.correlation_id, error.can_be_retried, error.detailed_error_code) == ("0a40c2", "True", 7)
    assert error.validation
    assert error.validation.errors
    assert error.validation.errors[0].validator_name == "v"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[1]",
        b'{"error": {"x": 1}, "statusCode": [], "validation": 7}',
        b"{" * 99_999,
        b"\xff",
    ],
)
def test_an_error_body_may_be_anything(body):
    with serve(reply(body, 403)) as server, pytest.raises(Forbidden) as caught:
        ask(server).sync.list(COMPANY)
    assert (caught.value.error, caught.value.validation) == (None, None)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_read_is_sent_again_after_problem_that_may_pass(status):
    with serve(reply(b"", status), reply(b"", status), reply(RECORD)) as server:
        assert ask(server).sync.get_latest_sync(COMPANY).sync_id == SYNC
    assert len(server.asked) == 3


def test_a_read_is_sent_again_after_a_dropped_connection():
    with serve(drop, cut_off(reply(RECORD)[:-20]), reply(RECORD)) as server:
        assert ask(server).sync.get_latest_sync(COMPANY).sync_id == SYNC
    assert len(server.asked) == 3


def test_a_read_that_keeps_being_dropped_has_no_answer():
    with serve(drop) as server, pytest.raises(NoAnswer) as caught:
        ask(server).sync.get_latest_sync(COMPANY)
    assert (len(server.asked), caught.value.may_retry) == (4, True)


def test_reads_share_a_connection():
    with serve(reply(RECORD)) as server:
        client = ask(server)
        for _ in range(5):
            client.sync.get_latest_sync(COMPANY)
        client.close()
    assert server.connections == 1


def test_the_schedule_is_read_under_either_name_of_its_hour():
    bodies = [{"schedule": {"syncHour": 2}}, {"schedule": {"syncHourUtc": 3, "timeZone": None}}]
    with serve(*map(reply, bodies)) as server:
        client = ask(server)
        hours = [client.configuration.get(COMPANY).schedule.sync_hour for _ in bodies]
    assert hours == [2, 3]


def test_the_mapping_is_read_to_its_leaves():
    account = {
        "labelText": "Sales",
        "selectedAccountId": "1",
        "required": True,
        "accountOptions": [{"id": "1"}],
    }
    sales = {
        "syncSales": True,
        "accounts": {"sales": account},
        "grouping": {"groupingLevels": {"invoiceLevel": {}}},
    }
    body = {"enable": True, "configured": True, "configuration": {"countryCode": "GB", "sales": sales}}
    with serve(reply(body)) as server:
        mapping = ask(server).configuration.get(COMPANY).configuration
    assert (mapping.country_code, mapping.sales.accounts["sales"].account_options[0].id) == ("GB", "1")


def test_a_company_with_connections_reads_them_too():
    with serve(reply({"results": [{"id": "a", "dataConnections": [LINKED]}], "_links": {}})) as server:
        (company,) = ask(server).companies.list()
    assert isinstance(company, Company)
    assert company.data_connections
    assert isinstance(company.data_connections[0], Connection)
