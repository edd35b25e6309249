"""Events of sign-in and roles as a table: HTML."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.access.events import AccessEvent
from dashboard.foreign_text import html
from dashboard.views import components
from dashboard.views.access import event_words
from dashboard.views.activity import entry_words
from dashboard.views.activity import table as activity_table
from dashboard.views.activity.table import ActivityContext


def table(events: Iterable[AccessEvent], context: ActivityContext) -> str:
    """Return events as a table like that of Activity."""
    rows = [
        [
            activity_table.when(each.at, context),
            _what(each),
            activity_table.who(event_words.who(each, context.people)),
            activity_table.company(each.company_id, context),
            html(entry_words.origin(each.origin)),
        ]
        for each in events
    ]
    return components.table(activity_table.header(context), rows, label=event_words.ACCESS)


def _what(event: AccessEvent) -> str:
    status = event_words.mark(event)
    headline = html(event_words.kind(event.kind))
    detail = f'<div class="d-small">{components.clipped(event.detail)}</div>' if event.detail else ""
    return (f"{components.mark(status)} " if status else "") + headline + detail
