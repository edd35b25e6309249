"""The states of a start and their allowed transitions. docs/starting-a-sync.md draws this table."""

from __future__ import annotations

from typing import Final

from dashboard.insight.start.attempt import Stage

NEXT: Final[dict[Stage, frozenset[Stage]]] = {
    # the last: after a restore it isn't known whether it was sent
    Stage.LOOKING: frozenset({Stage.SENDING, Stage.NOT_STARTED, Stage.UNCLEAR}),
    Stage.SENDING: frozenset({Stage.RUNNING, Stage.UNCLEAR, Stage.NOT_STARTED}),
    # without Codat's answer, a second new sync shows that the first may be someone else's, and a late refusal
    # that it is
    Stage.RUNNING: frozenset({Stage.ENDED, Stage.RELEASED, Stage.UNCLEAR, Stage.NOT_STARTED}),
    # asked again; a sync found; its end found at once; a person decides; a late answer says that it wasn't
    Stage.UNCLEAR: frozenset({Stage.SENDING, Stage.RUNNING, Stage.ENDED, Stage.RELEASED, Stage.NOT_STARTED}),
    Stage.NOT_STARTED: frozenset(),
    Stage.ENDED: frozenset(),
    Stage.RELEASED: frozenset(),
}


def check(before: Stage, after: Stage) -> None:
    """Raise ValueError for a transition that isn't allowed: a bug, which must not be recorded."""
    if before is not after and after not in NEXT[before]:
        raise ValueError(f"A start that is {before} can’t become {after}.")
