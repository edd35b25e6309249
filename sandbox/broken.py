"""Responses broken by the network or something in between: cut off, endless, badly compressed, redirected."""

from __future__ import annotations

import gzip
import itertools
import random
from collections.abc import Iterator, Mapping
from functools import cache

from starlette.datastructures import URL
from starlette.responses import Response

from sandbox.wire import Raw

SECONDS_A_BYTE = 0.1
BOMB_BYTES = 100_000_000
HTML = b"<!DOCTYPE html><html><title>Welcome</title><body><h1>Sign in to the Wi-Fi</h1></body></html>"
PIECE = b" " * (1 << 16)
GARBAGE = random.Random(1).randbytes(400).replace(b"HTTP", b"----")


def wrong_json(operation: str) -> object:
    """Return well-formed JSON of the wrong type: an array instead of an object, or vice versa."""
    return {"unexpected": True} if operation == "sync.list" else ["unexpected"]


def broken_response(kind: str, content: bytes, headers: Mapping[str, str], url: URL) -> Response:
    """Return the response for one of faults.BROKEN. content: the true body."""
    its = {**headers, "Content-Type": "application/json; charset=utf-8"}
    match kind:
        case "wrong-json":
            return Response(content, 200, its)
        case "html":
            return Response(HTML, 200, headers, "text/html; charset=utf-8")
        case "redirect":
            other = url.replace(hostname="localhost" if url.hostname != "localhost" else "127.0.0.1")
            return Response(b"", 307, {**headers, "Location": str(other)})
        case "bomb":
            return Response(_many_blanks() + gzip.compress(content), 200, {**its, "Content-Encoding": "gzip"})
        case "garbage":
            return Raw([GARBAGE])
        case _:
            return _slow_or_short(kind, content, its)


def _slow_or_short(kind: str, content: bytes, headers: Mapping[str, str]) -> Response:
    head = _head({**headers, "Content-Length": str(len(content))})
    match kind:
        case "truncated":
            return Raw([head, content[: len(content) // 2]])
        case "slow-body":
            return Raw([head, *_single(content)], SECONDS_A_BYTE)
        case "slow-headers":
            return Raw(_single(head + content), SECONDS_A_BYTE)
        case _:
            return Raw(itertools.chain([_head({**headers, "Transfer-Encoding": "chunked"})], _endless()))


def _head(headers: Mapping[str, str]) -> bytes:
    lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def _single(content: bytes) -> list[bytes]:
    return [content[at : at + 1] for at in range(len(content))]


def _endless() -> Iterator[bytes]:
    """Endless blanks: JSON allows them before a value, so they aren't wrong yet."""
    return itertools.repeat(f"{len(PIECE):x}\r\n".encode() + PIECE + b"\r\n")


@cache
def _many_blanks() -> bytes:
    """Pack 100 MB of blanks into 97 kB. What follows is a separate gzip member."""
    return gzip.compress(b" " * BOMB_BYTES)
