"""No sync yet, or something wrong: a 404 of Codat's own, a gateway's, and an answer without any sync."""

from __future__ import annotations

import pytest

from codat_client import NotFound
from tests.codat_client.servers import COMPANY, reply, serve
from tests.codat_client.test_operations import DELETED, NAMES, NEVER_SYNCED, RECORD, ask, reads


@pytest.mark.parametrize(
    "answer",
    [
        reply(NEVER_SYNCED, 404),
        reply(None),
        reply({}),
        reply(dict.fromkeys([*RECORD, "dataConnections", "commerceSyncId"])),
        reply({"syncStatusCode": 0, "dataPushed": False, "syncId": None, "dataConnections": []}),
    ],
    ids=["404", "null", "empty", "all null", "zero"],
)
def test_a_company_that_never_synced_gives_none(answer):
    with serve(answer) as server:
        sync = ask(server).sync
        assert sync.get_latest_sync(COMPANY) is None
        assert sync.get_last_successful_sync(COMPANY) is None
        assert sync.get_status(COMPANY) is None


def test_a_company_that_never_synced_has_an_empty_list():
    with serve(reply(NEVER_SYNCED, 404), reply(None), reply([])) as server:
        sync = ask(server).sync
        assert [sync.list(COMPANY), sync.list(COMPANY), sync.list(COMPANY)] == [[], [], []]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "answer", [reply(DELETED, 404), reply(b"<html>", 404), reply(b"", 404), reply([], 404)]
)
def test_a_404_that_does_not_say_so_is_never_taken_for_no_sync_yet(name, answer):
    with serve(answer) as server, pytest.raises(NotFound):
        reads(ask(server))[name]()


GATEWAYS = {
    "Azure": {"statusCode": 404, "message": "Resource not found"},
    "a service's name": {"statusCode": 404, "service": "gateway"},
    "an empty error": {"statusCode": 404, "error": "", "correlationId": None},
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("body", GATEWAYS.values(), ids=GATEWAYS)
def test_a_gateways_404_is_never_taken_for_no_sync_yet(name, body):
    with serve(reply(body, 404)) as server, pytest.raises(NotFound):
        reads(ask(server))[name]()


def test_a_404_of_codats_by_its_correlation_id_alone_is_no_sync_yet():
    with serve(reply({"statusCode": 404, "correlationId": "0a40"}, 404)) as server:
        assert ask(server).sync.get_latest_sync(COMPANY) is None


def test_a_list_is_empty_only_where_codat_says_that_there_are_no_data():
    shown = {"statusCode": 404, "error": "The resource could not be found.", "correlationId": "0a40"}
    with serve(reply(shown, 404)) as server:
        sync = ask(server).sync
        assert sync.get_latest_sync(COMPANY) is None
        with pytest.raises(NotFound):
            sync.list(COMPANY)
