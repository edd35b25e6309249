"""Every event also as a line of JSON outside the database: in a file or syslog (AUDIT_FILE, AUDIT_SYSLOG).

A line is written after its row is committed. If it can't be, the action still succeeds: the line goes to
the process's log instead, and /healthz reports it. The dashboard only appends; it never reads, changes or
deletes what is there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, Insert, Row

from dashboard.access.audit_outlets import Outlet, outlets
from dashboard.foreign_text import json_line
from dashboard.settings import SettingsError, current_settings
from dashboard.store.fleet.tables import work_event
from dashboard.store.tables import access_event, note, share_event, start_event
from dashboard.store.transaction import after_commit

log = logging.getLogger(__name__)

_MOST_LETTERS: Final = 4_000
"""The characters of a text that a line holds; the database holds all of it."""
_SOURCES: Final[Mapping[str, str]] = {
    start_event.name: "start", note.name: "note", share_event.name: "link", access_event.name: "access",
    work_event.name: "work",
}  # fmt: skip
"""The table of an event, and what its line calls it."""
FIELDS: Final[Mapping[str, str]] = {
    "at": "When, in UTC.",
    "source": "What the event is about: `start`, `note`, `link`, `access` or `work`.",
    "number": "Its number within that source. A gap means the event was rolled back or its line was lost.",
    "event": "What happened, such as `confirmed` or `signed in`.",
    "outcome": "`refused`, or how a sync ended; null for most.",
    "person": "The name of the person; empty for automatic events.",
    "identity": "`ISSUER SUBJECT` of their sign-in, or `token NAME`; null without sign-in.",
    "verified": "Whether a sign-in or a token verified who it was.",
    "origin": "Where they opened the page: `here`, `peer`, `command`, …",
    "session": "The id of their session, which opens nothing; null without one.",
    "account": "The account of the company.",
    "company": "The id of the company; null if it is about none.",
    "subject": "The id of the start, or the number of the link; null if it is about neither.",
    "code": "The code at the end of a sync.",
    "detail": "More about it, as plain text: a sentence, a note, what was exported.",
    "cut": "Whether a text was too long for a line. The database has all of it.",
}
"""The fields of a line and their meanings: the table in docs/operating.md."""
_CHECK: Final = "Ask whoever runs this dashboard to check AUDIT_FILE or AUDIT_SYSLOG: {why}."


@dataclass(frozen=True, slots=True)
class AuditState:
    """The state of the audit log.

    `on`: a setting names a place. `problem`: a sentence; "" if nothing is wrong. After a line couldn't be
    written, it lasts until another one is.
    `lost`: how many lines this process couldn't write there, and wrote to its own log.
    """

    on: bool
    problem: str = ""
    lost: int = 0


def append(connection: Connection, statement: Insert) -> None:
    """Insert events, and write a line for each once they are committed."""
    table = statement.table
    for row in connection.execute(statement.returning(*table.c)).all():
        after_commit(connection, partial(_AUDIT.write, _fields(_SOURCES[table.name], row)))


def state() -> AuditState:
    """Return the audit log's current state, tried without writing a line."""
    return _AUDIT.state()


class AuditLog:
    """The audit log of a process. Thread-safe; never raises. `places`: the outlets that settings name now."""

    def __init__(self, places: Callable[[], tuple[Outlet, ...]]) -> None:
        self._places, self._lock = places, Lock()
        self._lost = 0
        self._failing: dict[Outlet, str] = {}

    def write(self, fields: Mapping[str, Any]) -> None:
        """Write an event as a line to each place."""
        try:
            places = self._places()
        except SettingsError as error:
            self._lose(fields, error)
            return
        for place in places:
            try:
                place.write(_line(fields, place.most_bytes), datetime.fromisoformat(fields["at"]))
                self._failing.pop(place, None)
            except Exception as error:  # noqa: BLE001 - the act is done, and nothing may look otherwise
                self._failing[place] = _reason(error)
                self._lose(fields, error)

    def state(self) -> AuditState:
        """Return the audit log's current state."""
        places: tuple[Outlet, ...] = ()
        try:
            places = self._places()
            for each in places:
                each.check()
            why = next(filter(None, map(self._failing.get, places)), "")
        except (SettingsError, OSError) as error:
            why = _reason(error)
        problem = _CHECK.format(why=why) if why else ""
        return AuditState(bool(places) or bool(problem), problem, self._lost)

    def _lose(self, fields: Mapping[str, Any], error: Exception) -> None:
        with self._lock:
            self._lost += 1
        log.error("The audit log can’t be written: %s. Its line: %s", _reason(error), _line(fields, None))


@lru_cache(maxsize=4)
def _outlets(audit_file: str, audit_syslog: str) -> tuple[Outlet, ...]:
    return outlets(audit_file, audit_syslog)


def _configured() -> tuple[Outlet, ...]:
    settings = current_settings()
    return _outlets(settings.audit_file, settings.audit_syslog)


_AUDIT: Final = AuditLog(_configured)
"""The one of this process."""


def _fields(source: str, row: Row[Any]) -> dict[str, Any]:
    """Return a row as the fields of a line, in their order."""
    values = row._asdict()
    subject = values.get("start_id") or values.get("link_id")
    return {
        "at": values["at"].isoformat(),
        "source": source,
        "number": values["id"],
        "event": values.get("kind", source),
        **{name: values.get(name) for name in ("outcome", "person", "identity", "verified", "origin")},
        "session": values.get("session_id"),
        "account": values.get("account_id"),
        "company": values["company_id"] or None,
        "subject": subject,
        "code": values.get("code"),
        "detail": values.get("text", values.get("detail")),
        "cut": False,
    }


def _line(fields: Mapping[str, Any], most_bytes: int | None) -> str:
    """Return the fields as a line of JSON, its texts cut until it fits."""
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    fitting = {name: value[:_MOST_LETTERS] for name, value in texts.items()}
    while True:
        line = json_line({**fields, **fitting, "cut": fitting != texts})
        longest = max(fitting, key=lambda name: len(fitting[name]))
        if most_bytes is None or len(line.encode()) <= most_bytes or not fitting[longest]:
            return line
        fitting[longest] = fitting[longest][: len(fitting[longest]) // 2]


def _reason(error: Exception) -> str:
    """Return why a line can't be written, without what an operating system repeats of it."""
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
