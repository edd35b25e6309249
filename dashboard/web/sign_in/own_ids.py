"""Keep the ids that Streamlit gives a sign-in session (sessions, downloads, media) usable by it only.

Streamlit gives each of these to anyone who knows its id. So note the ids that the server itself puts in a
message for this purpose, and let only that session use them. An id that a text merely shows is not noted, and
each serves only what it is the id of.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from cachetools import LRUCache
from google.protobuf.message import DecodeError
from starlette.types import Scope
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.ui import links

MOST_IDS: Final = 1_000
"""The ids of each kind that a sign-in session keeps: a page with files has three to six."""
MOST_SESSIONS: Final = 500
"""More than tabs can be open (session_limit), so that no open one is forgotten."""
NOT_OFFERED: Final = "This file is no longer offered. Reload the page."
_MEDIA: Final = "/media/"
_SMALL: Final = 16_384
"""More bytes than a message that gives an id has: longer ones aren't parsed."""
_OPERATION: Final = "backend_operation_request"
_RUNS: Final = frozenset({"rerun_script", "stop_script", "app_heartbeat"})
_PROTOCOL: Final = b"sec-websocket-protocol"
_SESSION_AT: Final = 2
"""Streamlit's protocol header: its name, its token against forged requests, the session to resume."""


class Given(Enum):
    """What an id is the id of."""

    STREAMLIT_SESSION = auto()
    DOWNLOAD = auto()  # a file that is made on demand
    MEDIA = auto()


_Ids = dict[Given, LRUCache[str, None]]


class OwnIds:
    """The ids that were sent to each sign-in session, the newest only. For one event loop."""

    def __init__(self, most: int = MOST_IDS, most_sessions: int = MOST_SESSIONS) -> None:
        self._most = most
        self._known: LRUCache[str, _Ids] = LRUCache(most_sessions)

    def note(self, session_id: str, message: bytes) -> None:
        """Note the ids that a message gives to a session's browser."""
        if len(message) > _SMALL:
            return
        sent = ForwardMsg.FromString(message)
        button = sent.delta.new_element.download_button
        self._note(session_id, Given.STREAMLIT_SESSION, sent.new_session.initialize.session_id)
        self._note(session_id, Given.DOWNLOAD, button.deferred_file_id)
        for address in (button.url, sent.backend_operation_response.deferred_file.url):
            self._note(session_id, Given.MEDIA, _media_id(address))

    def _note(self, session_id: str, kind: Given, given: str) -> None:
        if not given:
            return
        if session_id not in self._known:
            self._known[session_id] = {each: LRUCache(self._most) for each in Given}
        self._known[session_id][kind][given] = None

    def owns(self, session_id: str, kind: Given, given: str) -> bool:
        """Return whether an id was given to this session, for this."""
        known = self._known.get(session_id)
        return known is not None and given in known[kind]

    def allows(self, session_id: str, message: bytes) -> bool:
        """Return whether a browser's message may reach Streamlit: it is a run, or asks for an own download.

        Nothing else that Streamlit can be asked for is used here.
        """
        asked = _asked(message)
        if asked.WhichOneof("type") != _OPERATION:
            return asked.WhichOneof("type") in _RUNS
        file_id = asked.backend_operation_request.deferred_file.file_id
        return bool(file_id) and self.owns(session_id, Given.DOWNLOAD, file_id)

    def may_load(self, session_id: str, path: str) -> bool:
        """Return whether a path may be loaded: it isn't that of another session's file."""
        if not path.startswith(links.base() + _MEDIA):
            return True
        return self.owns(session_id, Given.MEDIA, _media_id(path.removeprefix(links.base())))

    def with_own_session(self, session_id: str, scope: Scope) -> Scope:
        """Return a handshake that resumes no session of Streamlit's but one of this sign-in."""
        headers = [(name, self._resuming(session_id, name, value)) for name, value in scope["headers"]]
        return {**scope, "headers": headers}

    def _resuming(self, session_id: str, name: bytes, value: bytes) -> bytes:
        parts = value.split(b",")
        if name.lower() != _PROTOCOL or len(parts) <= _SESSION_AT:
            return value
        resumed = parts[_SESSION_AT].strip().decode("latin-1")
        return (
            value
            if self.owns(session_id, Given.STREAMLIT_SESSION, resumed)
            else b",".join(parts[:_SESSION_AT])
        )


def refusal(message: bytes) -> bytes:
    """Return the answer to what isn't allowed: to an operation as if it failed, to all else none (b"")."""
    asked, answer = _asked(message), ForwardMsg()
    if asked.WhichOneof("type") != _OPERATION:
        return b""
    answer.backend_operation_response.request_id = asked.backend_operation_request.request_id
    answer.backend_operation_response.error_msg = NOT_OFFERED
    return bytes(answer.SerializeToString())


def _asked(message: bytes) -> BackMsg:
    """Return what a browser asks for: nothing, if that can't be read."""
    try:
        asked: BackMsg = BackMsg.FromString(message)
    except DecodeError:
        return BackMsg()
    return asked


def _media_id(address: str) -> str:
    """Return the id of a file from its address, "" if it is none."""
    return address.removeprefix(_MEDIA).partition(".")[0] if address.startswith(_MEDIA) else ""


OWN_IDS: Final = OwnIds()
