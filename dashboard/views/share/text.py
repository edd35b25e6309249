"""A status view as text to copy: at most five lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dashboard.views.cause_words import step_line
from dashboard.views.share.status_view import MissingPart, StatusView

_MOST_SPANS: Final = 3


def status_text(view: StatusView) -> str:
    """Return the answer, why, what is missing, who acts first, and when this was, as far as it's shared."""
    return "\n".join(_lines(view))


def _lines(view: StatusView) -> Iterator[str]:
    yield f"{view.company}: {view.title}"
    if view.answer and view.answer.reason:
        yield view.answer.reason
    if view.missing:
        yield f"Missing sales: {_missing(view.missing)}"
    if view.causes and view.causes.steps:
        first = view.causes.steps[0]
        yield f"Next: {step_line(first.who, first.what)}"
    yield f"As of {view.as_of_text}"


def _missing(missing: MissingPart) -> str:
    """Return "9 days, 11–19 Nov", or how it is known that none are."""
    shown = [each.text for each in missing.spans[-_MOST_SPANS:]]
    more = ["others"] if len(missing.spans) > _MOST_SPANS or missing.more else []
    return ", ".join([missing.summary, *shown, *more]) if shown else f"{missing.summary} ({missing.note})"
