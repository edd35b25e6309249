"""What was sent to one sign-in session serves no other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.web.sign_in.open_tabs import OpenTab
from dashboard.web.sign_in.own_ids import NOT_OFFERED, Given, OwnIds

FILE = "0123456789abcdef" * 2


def download() -> bytes:
    sent = ForwardMsg()
    sent.delta.new_element.download_button.deferred_file_id = FILE
    return bytes(sent.SerializeToString())


def asking(file_id: str) -> bytes:
    message = BackMsg()
    message.backend_operation_request.deferred_file.file_id = file_id
    return bytes(message.SerializeToString())


def beginning(streamlit_session: str) -> bytes:
    sent = ForwardMsg()
    sent.new_session.initialize.session_id = streamlit_session
    return bytes(sent.SerializeToString())


def resuming(streamlit_session: str) -> dict[str, Any]:
    value = f"streamlit, token, {streamlit_session}".encode()
    return {"type": "websocket", "headers": [(b"host", b"a,b,c"), (b"sec-websocket-protocol", value)]}


def test_a_download_is_made_for_the_session_whose_page_offers_it_alone():
    ids = OwnIds()
    ids.note("ada", download())
    assert ids.allows("ada", asking(FILE))
    assert not ids.allows("grace", asking(FILE))
    assert not ids.allows("ada", asking("f" * 32))


def made(file_id: str) -> bytes:
    sent = ForwardMsg()
    sent.backend_operation_response.deferred_file.url = f"/media/{file_id}.csv"
    return bytes(sent.SerializeToString())


def shown(text: str) -> list[bytes]:
    """Return messages that show a text that someone has given, as pages echo a search."""
    element, error, block = ForwardMsg(), ForwardMsg(), ForwardMsg()
    element.delta.new_element.markdown.body = element.delta.new_element.markdown.help = text
    error.backend_operation_response.error_msg = text
    block.delta.add_block.popover.label = text
    button = ForwardMsg()
    button.delta.new_element.download_button.label = button.delta.new_element.download_button.help = text
    return [bytes(each.SerializeToString()) for each in (element, error, block, button)]


def test_a_file_is_loaded_by_the_session_that_it_was_made_for_alone():
    ids = OwnIds()
    ids.note("ada", made(FILE))
    assert ids.may_load("ada", f"/media/{FILE}.csv")
    assert not ids.may_load("grace", f"/media/{FILE}.csv")
    assert not ids.may_load("ada", "/media/another.csv")
    assert ids.may_load("grace", "/history")


def test_an_id_that_a_page_only_shows_is_no_ones():
    ids = OwnIds()
    for text in (f"No company matches “/media/{FILE}”", f"/media/{FILE}.csv", FILE):
        for message in shown(text):
            ids.note("grace", message)
    assert not ids.allows("grace", asking(FILE))
    assert not ids.may_load("grace", f"/media/{FILE}.csv")
    assert FILE.encode() not in dict(ids.with_own_session("grace", resuming(FILE))["headers"]).values()
    assert not any(ids.owns("grace", kind, FILE) for kind in Given)


@pytest.mark.parametrize(("message", "kind"), [(download, Given.DOWNLOAD), (lambda: made(FILE), Given.MEDIA)])
def test_an_id_serves_only_what_it_is_the_id_of(message, kind):
    ids = OwnIds()
    ids.note("ada", message())
    assert [each for each in Given if ids.owns("ada", each, FILE)] == [kind]


def test_a_refused_download_is_answered_so_that_the_browser_does_not_wait():
    asked = BackMsg.FromString(asking(FILE))
    asked.backend_operation_request.request_id = "r1"
    reached, sent = received_by("grace", bytes(asked.SerializeToString()))
    assert reached == running()
    answer = ForwardMsg.FromString(sent[0]["bytes"]).backend_operation_response
    assert (answer.request_id, answer.error_msg) == ("r1", NOT_OFFERED)


def test_a_session_of_streamlit_is_resumed_by_its_own_sign_in_alone():
    ids = OwnIds()
    ids.note("ada", beginning("of-ada"))
    assert ids.with_own_session("ada", resuming("of-ada")) == resuming("of-ada")
    others = dict(ids.with_own_session("grace", resuming("of-ada"))["headers"])
    assert others == {b"host": b"a,b,c", b"sec-websocket-protocol": b"streamlit, token"}


@pytest.mark.parametrize("operation", ["install_skills", "dismiss_skills_nudge", "dataframe_chunk"])
def test_other_operations_of_streamlit_never_reach_it(operation):
    message = BackMsg()
    getattr(message.backend_operation_request, operation).SetInParent()
    assert not OwnIds().allows("ada", bytes(message.SerializeToString()))


def test_runs_are_passed_on():
    assert OwnIds().allows("ada", running())
    assert OwnIds().allows("ada", bytes(BackMsg(app_heartbeat=True).SerializeToString()))


@pytest.mark.parametrize(
    "message",
    [
        BackMsg(clear_cache=True).SerializeToString(),
        BackMsg(set_run_on_save=True).SerializeToString(),
        BackMsg(debug_shutdown_runtime=True).SerializeToString(),
        b"",
        b"\xff\xff",
    ],
)
def test_what_no_page_of_ours_asks_for_is_dropped_without_an_answer(message):
    assert received_by("grace", message) == (running(), [])


def running() -> bytes:
    run = BackMsg()
    run.rerun_script.query_string = "company=1"
    return bytes(run.SerializeToString())


def received_by(session_id: str, message: bytes) -> tuple[bytes, list[Message]]:
    """Send a message and a run; return the first that reaches Streamlit, and what the browser gets."""
    received, sent = [message, running()], list[Message]()

    async def receive() -> Message:
        return {"type": "websocket.receive", "bytes": received.pop(0)}

    async def send(message: Message) -> None:
        sent.append(message)

    return asyncio.run(OpenTab(session_id, (), receive, send).receive())["bytes"], sent


def test_a_session_keeps_its_newest_ids_and_takes_none_from_another():
    ids = OwnIds(most=2)
    ids.note("ada", beginning("of-ada"))
    for name in ("a", "b", "c"):
        ids.note("grace", beginning(name))
    owned = [ids.owns("grace", Given.STREAMLIT_SESSION, name) for name in ("a", "b", "c")]
    assert owned == [False, True, True]
    assert ids.owns("ada", Given.STREAMLIT_SESSION, "of-ada")


def test_a_session_keeps_its_page_however_many_downloads_it_draws():
    ids = OwnIds(most=2)
    ids.note("ada", beginning("of-ada"))
    for number in range(9):
        sent = ForwardMsg()
        sent.delta.new_element.download_button.deferred_file_id = str(number)
        ids.note("ada", bytes(sent.SerializeToString()))
    assert ids.owns("ada", Given.STREAMLIT_SESSION, "of-ada")


def test_memory_is_bounded():
    ids = OwnIds(most_sessions=2)
    for name in ("ada", "grace", "ed"):
        ids.note(name, beginning("page"))
    owned = [ids.owns(name, Given.STREAMLIT_SESSION, "page") for name in ("ada", "grace", "ed")]
    assert owned == [False, True, True]
