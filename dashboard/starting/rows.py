"""Convert an attempt to the values of its row and back. Codat's records are stored unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Row

from codat_client import CompanySyncStatus, SyncSummary
from codat_client.reading import read_one
from codat_client.records import Record
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage, StartEvent, StartEventType
from dashboard.insight.start.check import answers_in
from dashboard.insight.start.intent import Intent, RequestedRange

R = TypeVar("R", bound=Record)

_SAME = (
    "version", "confirmed_at", "body", "sentence", "blocked_by", "sent_at", "last_sent_at", "sent_count",
    "accepted_at", "nightly_from", "error_status", "correlation_id", "was_unclear", "may_release",
    "internal_error", "over_since", "checked_at", "check_error", "ended_at",
)  # fmt: skip
"""The columns with the same name as the attempt's field."""


def row_of(attempt: Attempt) -> dict[str, Any]:
    """Return the columns of an attempt's row, except who started it for which company."""
    intent = attempt.intent
    return {
        "id": intent.id,
        "requested_start": intent.requested.start,
        "requested_finish": intent.requested.finish,
        "seen_at": intent.seen_at,
        "missing_before": intent.missing_days,
        **state_of(attempt),
    }


def state_of(attempt: Attempt) -> dict[str, Any]:
    """Return the columns that change while a start is carried out and followed."""
    return {
        "stage": attempt.stage.value,
        "basis": attempt.basis.value,
        "sync_id": (attempt.sync.sync_id or "").lower() or None if attempt.sync is not None else None,
        "records": {
            "before": _written(attempt.before),
            "summary": _written(attempt.summary),
            "sync": _written(attempt.sync),
            "new": [_written(each) for each in attempt.new],
            "others": [_written(each) for each in attempt.others],
        },
        **{name: getattr(attempt, name) for name in _SAME},
    }


def attempt_of(row: Row[Any], events: Iterable[Row[Any]]) -> Attempt:
    """Return the attempt of a row of `start` and its rows of `start_event`, in their order."""
    values = row._asdict()
    records = values["records"] or {}
    log = tuple(event_of(each) for each in events)
    return Attempt(
        Intent(
            values["id"],
            values["company_id"],
            RequestedRange(values["requested_start"], values["requested_finish"]),
            values["person"],
            values["seen_at"],
            missing_days=values["missing_before"],
            answers=answers_in(log),
            identity=values["identity"] or "",
        ),
        Stage(values["stage"]),
        log=log,
        basis=MatchBasis(values["basis"]),
        before=_read(records.get("before"), CompanySyncStatus),
        summary=_read(records.get("summary"), SyncSummary),
        sync=_read(records.get("sync"), CompanySyncStatus),
        new=_read_all(records.get("new")),
        others=_read_all(records.get("others")),
        **{name: values[name] for name in _SAME},
    )


def event_of(row: Row[Any]) -> StartEvent:
    """Return the event of a row of `start_event`."""
    return StartEvent(row.at, StartEventType(row.kind), row.detail, row.code)


def _written(record: Record | None) -> str | None:
    """Return a record's JSON: its original bytes, or for a record built here, its serialised fields."""
    if record is None:
        return None
    if record.raw:
        return record.raw.decode("utf-8", "replace")
    return json.dumps(_plain(record))


def _plain(value: Any) -> Any:
    """Return a record, or a value in it, as plain values under Codat's names."""
    if isinstance(value, Record):
        names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        return {sent: _plain(getattr(value, name)) for name, sent in names if name != "source"}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _read(text: str | None, kind: type[R]) -> R | None:
    return read_one(text.encode(), kind) if text is not None else None


def _read_all(texts: Iterable[str] | None) -> tuple[CompanySyncStatus, ...]:
    return tuple(record for each in texts or () if (record := _read(each, CompanySyncStatus)) is not None)
