"""The connections and the schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line, seen
from dashboard.insight.share.content import ShareDetail
from dashboard.views import schedule_words, times, words
from dashboard.views.share.context import MOST_CELL, MOST_ID, MOST_PLATFORM
from dashboard.views.share.status_view import ConnectionsPart, SharedConnection

if TYPE_CHECKING:
    from codat_client import Connection
    from dashboard.views.share.context import ShareContext

_NOT_READ: Final = "Couldn’t load the connections."
_NONE_YET: Final = "Nothing is linked yet."


def connections_of(context: ShareContext) -> ConnectionsPart:
    """Return each connection with its state, and when syncs run."""
    reading = context.assessment.snapshot.connections
    rows = tuple(_connection(each, context) for each in reading.value or ())
    note = "" if rows else _NONE_YET if reading.present else _NOT_READ
    return ConnectionsPart(rows, _schedule(context), note)


def _connection(connection: Connection, context: ShareContext) -> SharedConnection:
    status, state = words.connection_status(connection)
    name = seen(connection.platform_name) or seen(connection.source_type)
    return SharedConnection(
        platform=one_line(name, MOST_PLATFORM) or words.NOT_REPORTED,
        status=status,
        state=state,
        last_read=context.moment(connection.last_sync),
        problem=_problem(connection, context),
        connection_id=one_line(connection.id, MOST_ID) if context.content.adds(ShareDetail.IDS) else "",
    )


def _problem(connection: Connection, context: ShareContext) -> str:
    """Return the newest error that isn't resolved; its message only if messages are shared."""
    errors = [each for each in connection.data_connection_errors or () if each.status != "Resolved"]
    if not errors:
        return ""
    newest = max(errors, key=lambda each: each.errored_on_utc.timestamp() if each.errored_on_utc else 0)
    at = f" on {context.moment(newest.errored_on_utc)}" if newest.errored_on_utc else ""
    if not context.content.adds(ShareDetail.MESSAGES):
        return f"It reported an error{at}."
    return f"Error{at}: {one_line(words.connection_error(newest), MOST_CELL)}"


def _schedule(context: ShareContext) -> str:
    """Return "Schedule: daily 02:00 (London).", or that the sync is off; "" if none is known."""
    configuration = context.assessment.snapshot.configuration.value
    if configuration is None or configuration.schedule is None:
        return ""
    runs = f"{schedule_words.runs(configuration.schedule)} ({times.zone_name(context.zone)})"
    off = "; the sync is switched off" if configuration.enable is False else ""
    return f"Schedule: {runs}{off}."
