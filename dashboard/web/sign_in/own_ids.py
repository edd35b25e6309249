"""What Streamlit gave to a sign-in session serves no other one: its sessions, downloads and media.

Streamlit gives each of these to whoever knows its id. So note the ids in what is sent to a session, and let
only that session use them. An id that isn't noted here serves no one.
"""

from __future__ import annotations

import re
from typing import Final

from cachetools import LRUCache
from google.protobuf.message import DecodeError
from starlette.types import Scope
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.ui import links

MOST_IDS: Final = 20_000
_MEDIA: Final = b"/media/"
_FILE: Final = re.compile(rb"/media/([0-9A-Za-z_-]+)")
_SMALL: Final = 4_096
"""More bytes than a download button's message has: longer ones aren't parsed."""
_OPERATION: Final = "backend_operation_request"
_PROTOCOL: Final = b"sec-websocket-protocol"
_SESSION_AT: Final = 2
"""Streamlit's protocol header: its name, its token against forged requests, the session to resume."""


class OwnIds:
    """The ids that were sent to each sign-in session, the newest only. For one event loop."""

    def __init__(self, most: int = MOST_IDS) -> None:
        self._known: LRUCache[tuple[str, str], None] = LRUCache(most)

    def note(self, session_id: str, message: bytes) -> None:
        """Note the ids in a message to a session's browser."""
        if _MEDIA in message:
            for found in _FILE.findall(message):
                self._known[session_id, found.decode()] = None
        if len(message) > _SMALL:
            return
        sent = ForwardMsg.FromString(message)
        given = (
            sent.new_session.initialize.session_id,
            sent.delta.new_element.download_button.deferred_file_id,
        )
        for each in given:
            if each:
                self._known[session_id, each] = None

    def owns(self, session_id: str, given: str) -> bool:
        """Tell whether an id was sent to this session."""
        return (session_id, given) in self._known

    def allows(self, session_id: str, message: bytes) -> bool:
        """Tell whether a browser's message may reach Streamlit: it asks for nothing of another session.

        Of the operations beside runs, the dashboard uses downloads only.
        """
        try:
            asked = BackMsg.FromString(message)
        except DecodeError:
            return True  # Streamlit refuses it
        if asked.WhichOneof("type") != _OPERATION:
            return True
        file_id = asked.backend_operation_request.deferred_file.file_id
        return bool(file_id) and self.owns(session_id, file_id)

    def may_load(self, session_id: str, path: str) -> bool:
        """Tell whether a path may be loaded: it isn't that of another session's file."""
        start = f"{links.base()}/media/"
        if not path.startswith(start):
            return True
        return self.owns(session_id, path.removeprefix(start).partition(".")[0])

    def with_own_session(self, session_id: str, scope: Scope) -> Scope:
        """Return a handshake that resumes no session of Streamlit's but one of this sign-in."""
        headers = [(name, self._resuming(session_id, name, value)) for name, value in scope["headers"]]
        return {**scope, "headers": headers}

    def _resuming(self, session_id: str, name: bytes, value: bytes) -> bytes:
        parts = value.split(b",")
        if name.lower() != _PROTOCOL or len(parts) <= _SESSION_AT:
            return value
        resumed = parts[_SESSION_AT].strip().decode("latin-1")
        return value if self.owns(session_id, resumed) else b",".join(parts[:_SESSION_AT])


OWN_IDS: Final = OwnIds()
