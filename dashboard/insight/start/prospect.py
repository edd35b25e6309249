"""Whether another sync would fail like the last one: its cause, checked against current data."""

from __future__ import annotations

from enum import StrEnum

from codat_client import Configuration
from dashboard.insight.causes.blamed_settings import points_of
from dashboard.insight.causes.catalogue import Cause, Start, cause_of
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.setup.mapping import read_set_up
from dashboard.insight.sides import Link, sides_of
from dashboard.insight.start.basis import StartBasis


class Prospect(StrEnum):
    """What to expect of a sync after one that failed."""

    STILL_BROKEN = "still broken"  # the cause can be seen now
    UNLESS_FIXED = "unless fixed"  # the cause must be fixed first; we can't see whether it is
    LOOKS_FIXED = "looks fixed"  # the settings or connections involved show no problem now
    CODATS_SIDE = "Codat’s side"
    UNKNOWN = "unknown"

    @property
    def will_fail(self) -> bool:
        """Whether it will probably fail again."""
        return self in {Prospect.STILL_BROKEN, Prospect.UNLESS_FIXED}


def prospect_of(basis: StartBasis) -> Prospect | None:
    """Return what to expect; None unless the latest sync failed."""
    latest = basis.latest.value
    if latest is None or outcome_of(latest) is not Outcome.FAILED:
        return None
    cause = cause_of(latest).cause
    if cause.start is Start.NOW:
        return Prospect.CODATS_SIDE
    if cause.start is Start.UNKNOWN:
        return Prospect.UNKNOWN
    return _of_links(basis) if cause.relink else _of_settings(cause, basis.configuration.value)


def _of_links(basis: StartBasis) -> Prospect:
    sides = sides_of(basis.connections.value) if basis.connections.present else None
    if sides is None:
        return Prospect.UNLESS_FIXED
    if sides.broken:
        return Prospect.STILL_BROKEN
    linked = sides.shop.link is Link.LINKED and sides.books.link is Link.LINKED
    return Prospect.LOOKS_FIXED if linked else Prospect.UNLESS_FIXED


def _of_settings(cause: Cause, configuration: Configuration | None) -> Prospect:
    if points_of(cause, configuration):
        return Prospect.STILL_BROKEN
    return Prospect.LOOKS_FIXED if _shown(cause, configuration) else Prospect.UNLESS_FIXED


def _shown(cause: Cause, configuration: Configuration | None) -> bool:
    """Return whether the set-up lists the options of every setting that the cause may be about."""
    if configuration is None or not cause.kinds:
        return False
    settings = read_set_up(configuration).of(*cause.kinds)
    return bool(settings) and all(each.offered for each in settings)
