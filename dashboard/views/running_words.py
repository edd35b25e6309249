"""Wording for a sync that is running, stuck, or may be running, shared by Company and Start."""

from __future__ import annotations

MAY_RUN = "A sync may be running; its start time is unknown"
NO_TIME = "Codat reports it as running, but without a readable time."
NOT_YET = "Codat reports it as running, but with a start time in the future."
WAIT = "wait until it ends: another sync now could overlap it."
ASK_IF_IT_HANGS = "ask Codat support if it doesn’t finish"
ASK_IF_IT_RUNS = "ask Codat support whether it’s still running"
LOOK_AGAIN = "check back when it’s finished."
NO_OTHER = "don’t start another sync until they reply, as the two would overlap."


def sentence(step: str) -> str:
    """Return a step as a sentence: a capital first letter and a full stop."""
    return f"{step[:1].upper()}{step[1:].removesuffix('.')}."
