"""A browser as far as the server sees one: a handshake of any kind, and a session over its websocket."""

from __future__ import annotations

import base64
import os
import socket
import struct
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support import limits

OWN = "own"
"""The Host or Origin that a browser sends for our own page."""
_BINARY, _CLOSE, _PING, _LONG, _LONGER = 0x2, 0x8, 0x9, 126, 127


class Visitor:
    """One websocket. `status` is the handshake's answer, 101 when it was let in; `answer` is all of its text.

    `origin` None sends none. `address`: that of the server, or the path of its Unix socket. `more`: headers
    besides those that every browser sends. `resumes`: the session of Streamlit's to go on with.
    """

    def __init__(
        self,
        port: int,
        *,
        host: str = OWN,
        origin: str | None = OWN,
        within: float = limits.WAIT_S,
        address: str = "127.0.0.1",
        more: Mapping[str, str] = MappingProxyType({}),
        resumes: str = "",
    ) -> None:
        began = time.monotonic()
        self._socket = _connected(address, port, within)
        here = f"127.0.0.1:{port}"
        name = here if host == OWN else host
        own = f"http://{here}" if origin == OWN else origin
        self._socket.sendall(_handshake(name, own, more, f", none, {resumes}" if resumes else ""))
        self._reader = self._socket.makefile("rb")
        self.answer = self._head()
        self.status = int(self.answer.split()[1])
        self.seconds = time.monotonic() - began
        self.largest = 0
        self.streamlit_session = ""
        self.downloads: list[str] = []
        self._view = ("", "")
        self._widgets: dict[str, dict[str, str]] = {"button": {}, "text_input": {}}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave as a closed tab does."""
        self._reader.close()
        self._socket.close()

    def open(self, page: str, query: str = "") -> bytes:
        """Open a page; gives everything the server sent for it, until its run ended well."""
        self._view = (page, query)
        return self._run({})

    def press(self, label: str, typed: str | None = None) -> bytes:
        """Press the button whose label begins so, with a text in the page's last box; gives what was sent."""
        values: dict[str, str | bool] = {self._widgets["button"][self._named(label)]: True}
        if typed is not None:
            values[[*self._widgets["text_input"].values()][-1]] = typed
        return self._run(values)

    def ask_for(self, file_id: str) -> str:
        """Ask for a file that is made on demand; gives its address, or "" if it was refused."""
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = file_id, self.streamlit_session
        asked.deferred_file.file_id = file_id
        self._send(bytes(message.SerializeToString()))
        while True:
            answer = ForwardMsg.FromString(self._message()).backend_operation_response
            if answer.request_id == file_id:
                return str(answer.deferred_file.url)

    def knows_of(self, other: Visitor) -> None:
        """Learn the ids of the buttons and boxes that another visitor has seen."""
        for kind, seen in other._widgets.items():
            self._widgets[kind] |= seen

    def send_on(self, times: int) -> None:
        """Ask for the page again and again, without a look at what comes."""
        for _ in range(times):
            self._send(self._rerun({}))

    def read_on(self) -> None:
        """Read what comes until the server closes the connection, and raise that with its reason."""
        while True:
            self._message()

    def begin_a_message(self, size: int) -> None:
        """Send all but the last byte of a message."""
        head = struct.pack("!BBQ", 0x80 | _BINARY, 0x80 | _LONGER, size) + bytes(4)
        self._socket.sendall(head + bytes(size - 1))

    def _named(self, label: str) -> str:
        shown = self._widgets["button"]
        return label if label in shown else next(each for each in shown if each.startswith(label))

    def _rerun(self, values: dict[str, str | bool]) -> bytes:
        message = BackMsg()
        run = message.rerun_script
        run.page_name, run.query_string = self._view
        run.is_history_navigation = not values
        for widget, value in values.items():
            state = run.widget_states.widgets.add(id=widget)
            if isinstance(value, str):
                state.string_value = value
            else:
                state.trigger_value = value
        return bytes(message.SerializeToString())

    def _run(self, values: dict[str, str | bool]) -> bytes:
        self._send(self._rerun(values))
        sent = b""
        while True:
            raw = self._message()
            self.largest = max(self.largest, len(raw))
            sent += raw
            shown = ForwardMsg.FromString(raw)
            self._note(shown)
            ended = shown.WhichOneof("type") == "script_finished"
            if ended and shown.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return sent

    def _note(self, shown: ForwardMsg) -> None:
        """Remember the session, and the buttons, boxes and files that the page has."""
        self.streamlit_session = shown.new_session.initialize.session_id or self.streamlit_session
        element = shown.delta.new_element
        if offered := element.download_button.deferred_file_id:
            self.downloads.append(offered)
        kind = element.WhichOneof("type")
        if kind in self._widgets:
            widget = getattr(element, kind)
            self._widgets[kind][widget.label] = widget.id

    def _head(self) -> str:
        lines = []
        while (line := self._reader.readline()) not in (b"\r\n", b""):
            lines.append(line.decode("latin-1"))
        return "".join(lines)

    def _send(self, shown: bytes) -> None:
        """Send one message. Its mask is all zeros, so that it stands there as it is."""
        self._socket.sendall(
            struct.pack("!BBQ", 0x80 | _BINARY, 0x80 | _LONGER, len(shown)) + bytes(4) + shown
        )

    def _message(self) -> bytes:
        """One whole message; what the server asks of the connection itself is left unanswered."""
        whole = b""
        while True:
            first, second = self._exactly(2)
            size = second & 0x7F
            if size == _LONG:
                (size,) = struct.unpack("!H", self._exactly(2))
            elif size == _LONGER:
                (size,) = struct.unpack("!Q", self._exactly(8))
            part = self._exactly(size)
            if first & 0x0F == _CLOSE:
                raise ConnectionError(f"the server closed the websocket: {part!r}")
            if first & 0x0F == _PING:
                continue
            whole += part
            if first & 0x80:
                return whole

    def _exactly(self, size: int) -> bytes:
        read = self._reader.read(size)
        if len(read) < size:
            raise ConnectionError("the server ended the connection")
        return read


def _connected(address: str, port: int, within: float) -> socket.socket:
    if not address.startswith("/"):
        return socket.create_connection((address, port), timeout=within)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(within)
    line.connect(address)
    return line


def _handshake(host: str, origin: str | None, more: Mapping[str, str], resumed: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: streamlit{resumed}",
        *([f"Origin: {origin}"] if origin is not None else []),
        *(f"{name}: {value}" for name, value in more.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
