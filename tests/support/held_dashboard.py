"""A dashboard that stops at one stage of a start, so that a test can kill it exactly there.

    HOLD_AT=… PATIENCE_S=… python -m tests.support.held_dashboard --server.port N

HOLD_AT: a name in STAGES. PATIENCE_S: for how many seconds nothing new must be seen after a lost answer
before a person may ask Codat again. Without either it is `streamlit run app.py`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

from streamlit.web import cli

from dashboard.insight.start.again import AskAgainLimits
from dashboard.starting import registry, worker

COMMAND = [sys.executable, "-m", "tests.support.held_dashboard"]
_send, _checked = worker.send, worker.StartWorker._check_first


def _before_it_is_recorded(each: worker.StartWorker) -> bool:
    checked = _checked(each)
    Event().wait()
    return checked


def _before_the_call(*_: object) -> Any:
    Event().wait()


def _after_the_call(*request: Any) -> Any:
    summary = _send(*request)
    Event().wait()
    return summary


STAGES: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "before sending is recorded": (worker.StartWorker, "_check_first", _before_it_is_recorded),
    "before the call": (worker, "send", _before_the_call),
    "after the call": (worker, "send", _after_the_call),
}


def main() -> None:
    """Patch what the environment names, then start as usual."""
    if stage := os.environ.get("HOLD_AT"):
        setattr(*STAGES[stage])
    if patience := os.environ.get("PATIENCE_S"):
        soon = partial(AskAgainLimits, after=timedelta(seconds=float(patience)))
        setattr(registry, "AskAgainLimits", soon)  # noqa: B010 - mypy knows it as a class
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
