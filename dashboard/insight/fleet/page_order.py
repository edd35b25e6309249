"""Rows stay where they are while someone reads them: the order of a drawn page is kept until they ask."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.insight.fleet.company_state import FleetRow


@dataclass(frozen=True)
class OrderedPage:
    """A page as it is drawn. `moved`: how many rows would stand elsewhere if it were sorted again."""

    rows: tuple[FleetRow, ...]
    moved: int


def as_drawn(drawn: Sequence[str], fresh: Sequence[FleetRow], rows: Mapping[str, FleetRow]) -> OrderedPage:
    """Return a page in the order in which it was drawn, with the rows' present values.

    `drawn`: the ids of the page as drawn; `fresh`: the page as it would be now; `rows`: all by id, of which a
    drawn one may have gone. A row stays on its page even if it doesn't match the filters any more.
    """
    left = [each for each in drawn if each in rows]
    return OrderedPage(tuple(rows[each] for each in left), _moved(left, [row.company_id for row in fresh]))


def _moved(drawn: Sequence[str], fresh: Sequence[str]) -> int:
    """Count the rows besides the longest sequence that both have in common: those that must move."""
    place = {company_id: at for at, company_id in enumerate(drawn)}
    ends: list[int] = []  # the smallest last place of a common sequence of each length
    for at in (place[each] for each in fresh if each in place):
        length = bisect_left(ends, at)
        ends[length : length + 1] = [at]
    return max(len(drawn), len(fresh)) - len(ends)
