"""Where audit lines go: a file, or syslog. Each raises OSError if a line can't be written."""

from __future__ import annotations

import os
import socket
import stat
import time
from datetime import datetime
from typing import Final, Protocol

APP: Final = "sync-desk"
_MOST_SYSLOG: Final = 2_048
"""The bytes that every receiver of syslog over UDP should accept (RFC 5424, section 6.1)."""
_MOST_HEAD: Final = 200
"""The bytes of a message before its line: a time, and a host's name of at most 64 (Linux)."""
_PRIORITY: Final = 10 * 8 + 6
"""Facility "authpriv", severity "informational"."""
_ASKED_EVERY_S: Final = 60.0
_Address = tuple[socket.AddressFamily, tuple[object, ...]]
_FLAGS: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
"""A link in the file's place isn't followed: who can write to its folder could choose another file."""


class Outlet(Protocol):
    """One place that takes lines."""

    @property
    def most_bytes(self) -> int | None:
        """The longest line that it takes; None: any."""

    def write(self, line: str, at: datetime) -> None:
        """Write one line of JSON. Raises OSError."""

    def check(self) -> None:
        """Raise OSError if a line couldn't be written now, as far as can be known without writing one."""


class AuditFile:
    """Appends to a file, which is opened for each line: after a rotation, the next line is in the new file.

    One `write` in append mode is never mixed with another process's. Only a full disk cuts a line, and only
    this process knows of it: the next line of another may be joined to it. Lines aren't forced to the disk:
    after a power cut the last ones may be missing, and the database has them.
    """

    most_bytes = None

    def __init__(self, path: str) -> None:
        self._path, self._cut = path, False

    def write(self, line: str, _at: datetime) -> None:
        """Append a line. After one that was cut by a full disk, begin on a new line."""
        file = self._open()
        try:
            begun = b"\n" if self._cut else b""
            whole = begun + line.encode() + b"\n"
            written = os.write(file, whole)
            self._cut = written < len(whole) and (self._cut or written > 0)
        finally:
            os.close(file)
        if written < len(whole):
            raise OSError(f"only {written} of {len(whole)} bytes were written")

    def check(self) -> None:
        """Raise OSError if the file can't be opened for writing."""
        os.close(self._open())

    def _open(self) -> int:
        file = os.open(self._path, _FLAGS, 0o600)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise OSError("it isn’t a regular file")
        return file


class Syslog:
    """Sends to a syslog daemon: over UDP as in RFC 5424, or to a local socket as the C library does."""

    most_bytes = _MOST_SYSLOG - _MOST_HEAD

    def __init__(self, place: str) -> None:
        self._path = place if place.startswith("/") else ""
        host, _, port = place.rpartition(":")
        self._host, self._port = host.strip("[]"), 0 if self._path else int(port)
        self._found: _Address | None = None
        self._found_at = -_ASKED_EVERY_S

    def write(self, line: str, at: datetime) -> None:
        """Send a line. Over UDP, a line can get lost without notice."""
        self._send(f"{self._head(at)}{line}".encode())

    def check(self) -> None:
        """Raise OSError if there is no local socket that listens, or the host has no address."""
        if self._path:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
                to.connect(self._path)
        else:
            self._address()

    def _send(self, message: bytes) -> None:
        if self._path:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
                to.setblocking(False)  # noqa: FBT003 - the standard library's
                to.sendto(message, self._path)
            return
        family, address = self._address()
        with socket.socket(family, socket.SOCK_DGRAM) as to:
            to.sendto(message, address)

    def _address(self) -> _Address:
        """Return the host's address. Look it up once a minute: a slow resolver delays one act, not all."""
        now = time.monotonic()
        if self._found is None or now - self._found_at >= _ASKED_EVERY_S:
            self._found_at = now
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_DGRAM)[0]
            self._found = found[0], found[4]
        return self._found

    def _head(self, at: datetime) -> str:
        if self._path:
            return f"<{_PRIORITY}>{APP}[{os.getpid()}]: "
        return f"<{_PRIORITY}>1 {at.isoformat()} {socket.gethostname()} {APP} {os.getpid()} audit - "


def outlets(audit_file: str, audit_syslog: str) -> tuple[Outlet, ...]:
    """Return the places that AUDIT_FILE and AUDIT_SYSLOG name."""
    file: tuple[Outlet, ...] = (AuditFile(audit_file),) if audit_file else ()
    return (*file, *((Syslog(audit_syslog),) if audit_syslog else ()))
