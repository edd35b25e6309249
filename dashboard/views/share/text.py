"""A status view as text to copy: at most five lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dashboard.views.cause_words import NO_ACTION, NO_OTHER_ACTION, step_line
from dashboard.views.share.outsiders import MERCHANT
from dashboard.views.share.status_view import ActionStep, MissingPart, StatusView

_MOST_SPANS: Final = 3
_IN_A_SENTENCE: Final = {MERCHANT: "the merchant", "Support team": "the support team"}


def status_text(view: StatusView) -> str:
    """Return the answer, why, what is missing, who acts first, and when this was, as far as it's shared."""
    return "\n".join(_lines(view))


def _lines(view: StatusView) -> Iterator[str]:
    yield f"{view.company}: {view.title}"
    reason = view.answer.reason if view.answer else ""
    if why := " ".join(each for each in (reason, view.switch_off) if each):
        yield why
    if view.missing:
        yield f"Missing sales: {_missing(view.missing)}"
    if view.causes and view.causes.steps:
        first = view.causes.steps[0]
        yield _next(first)
    yield f"As of {view.as_of_text}"


def _next(step: ActionStep) -> str:
    """Return "Next step for Bluebird Coffee: choose another tax rate."."""
    if step.who in {NO_ACTION, NO_OTHER_ACTION}:
        return step_line(step.who, step.what)
    return f"Next step for {_IN_A_SENTENCE.get(step.who, step.who)}: {step.what}"


def _missing(missing: MissingPart) -> str:
    """Return "9 days, 11–19 Nov", or how it is known that none are."""
    shown = [each.text for each in missing.spans[-_MOST_SPANS:]]
    more = ["others"] if len(missing.spans) > _MOST_SPANS or missing.more else []
    return ", ".join([missing.summary, *shown, *more]) if shown else f"{missing.summary} ({missing.note})"
