"""Find the settings that a cause refers to, where the set-up shows them."""

from __future__ import annotations

from codat_client.mapping import Configuration
from dashboard.insight.causes.catalogue import Cause
from dashboard.insight.setup.mapping import Point, read_set_up


def points_of(cause: Cause | None, configuration: Configuration | None) -> tuple[Point, ...]:
    """Return the choices of the cause's kinds that are gone or missing now; none where it speaks of none."""
    if cause is None or configuration is None or not cause.kinds:
        return ()
    return tuple(each for each in read_set_up(configuration).points if _fits(each, cause))


def _fits(point: Point, cause: Cause) -> bool:
    if point.choice is None or not point.choice.offered:
        return False
    return point.choice.kind in cause.kinds and cause.problem in {None, point.problem}
