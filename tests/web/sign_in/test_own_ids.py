"""What was sent to one sign-in session serves no other."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.web.sign_in.own_ids import OwnIds

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


@pytest.mark.parametrize("size", [100, 100_000])
def test_media_are_loaded_by_the_session_they_were_sent_to_alone(size):
    ids = OwnIds()
    sent = ForwardMsg()
    sent.delta.new_element.markdown.body = "x" * size
    sent.delta.new_element.markdown.help = f"/media/{FILE}.png"
    ids.note("ada", bytes(sent.SerializeToString()))
    assert ids.may_load("ada", f"/media/{FILE}.png")
    assert not ids.may_load("grace", f"/media/{FILE}.png")
    assert not ids.may_load("ada", "/media/another.png")
    assert ids.may_load("grace", "/history")


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


def test_runs_and_what_is_no_message_are_passed_on():
    run = BackMsg()
    run.rerun_script.query_string = "company=1"
    assert OwnIds().allows("ada", bytes(run.SerializeToString()))
    assert OwnIds().allows("ada", b"\xff\xff")


def test_memory_is_bounded():
    ids = OwnIds(most=2)
    for name in ("a", "b", "c"):
        ids.note("ada", beginning(name))
    assert [ids.owns("ada", name) for name in ("a", "b", "c")] == [False, True, True]
