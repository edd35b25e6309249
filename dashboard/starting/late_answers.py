"""What Codat's answer to a request still shows, however late it is recorded."""

from __future__ import annotations

from datetime import datetime

from dashboard.insight.start.attempt import Attempt, Stage
from dashboard.starting.repository import Line


def awaits_answer(attempt: Attempt) -> bool:
    """Return whether the answer to the request already gives the outcome of the attempt."""
    return attempt.stage in (Stage.SENDING, Stage.UNCLEAR)


def may_be_accepted(attempt: Attempt) -> bool:
    """Return whether Codat's acceptance still helps: its id at least shows which new sync is ours."""
    return awaits_answer(attempt) or (attempt.stage is Stage.RUNNING and attempt.accepted_at is None)


def only_request(attempt: Attempt) -> bool:
    """Return whether a refusal of the request means that nothing began, so that no new sync is ours."""
    return may_be_accepted(attempt) and not attempt.was_asked_again


def is_on_record(attempt: Attempt, line: Line, since: datetime) -> bool:
    """Return whether the log has such an entry since a time (UTC)."""
    return any(each.kind is line[0] and each.at > since for each in attempt.log)
