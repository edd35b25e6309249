"""The servers of these tests leave nothing open, whatever their callers do."""

from __future__ import annotations

import gc
import socket
import struct
import warnings

import pytest

from tests.codat_client.servers import server_context
from tests.support import limits

AT_ONCE = struct.pack("ii", 1, 0)
"""For a socket whose close is a reset, not an end."""


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\n"], ids=["silent", "with letters"])
def test_a_caller_who_has_gone_before_tls_began_leaves_no_line_open(sent):
    with socket.create_server(("127.0.0.1", 0)) as listener, warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        with socket.create_connection(listener.getsockname(), limits.WAIT_S) as caller:
            caller.sendall(sent)
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        line, _ = listener.accept()
        with pytest.raises(ConnectionAbortedError):
            server_context().wrap_socket(line, server_side=True, do_handshake_on_connect=False)
        gc.collect()
    assert [str(each.message) for each in noted] == []


def test_a_caller_who_is_there_is_served():
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname(), limits.WAIT_S) as caller,
    ):
        line, peer = listener.accept()
        with server_context().wrap_socket(line, server_side=True, do_handshake_on_connect=False) as wrapped:
            assert wrapped.getpeername() == peer == caller.getsockname()
