"""Whether an address that came from outside may be passed on to a merchant as the one to link again."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PLAIN = re.compile(r"[!-~]{1,500}")
"""Printable ASCII without blanks: nothing that a mail program breaks or a person misreads."""


def link_address(text: str | None, hosts: Collection[str], *, loopback: bool = False) -> str | None:
    """Return the address if it is https on one of these hosts, else None.

    `loopback` lets the sandbox's own addresses through, with or without TLS. An address with a user name in
    it, another port, or characters beyond plain ASCII is never passed on.
    """
    if text is None or not _PLAIN.fullmatch(text) or any(char in text for char in "\\<>\"'`"):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname
    if loopback and host in LOOPBACK and parts.scheme in {"http", "https"} and "@" not in parts.netloc:
        return text
    safe = parts.scheme == "https" and port in {None, 443} and "@" not in parts.netloc
    return text if safe and host in {each.casefold() for each in hosts} else None
