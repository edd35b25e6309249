"""The syncs before and after one, and links to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.foreign_text import html
from dashboard.insight.outcome import in_one_instant, outcome_of
from dashboard.insight.verdict.subject import same
from dashboard.views import components, words

if TYPE_CHECKING:
    from codat_client import CompanySyncStatus
    from dashboard.views.clock import PageClock


@dataclass(frozen=True)
class Neighbours:
    """The syncs before and after one; None if there is none, and for a sync without a time."""

    before: CompanySyncStatus | None = None
    after: CompanySyncStatus | None = None


def neighbours_of(
    record: CompanySyncStatus | None, syncs: Iterable[CompanySyncStatus], latest: CompanySyncStatus | None
) -> Neighbours:
    """Return the syncs before and after one, by time; `in_one_instant` orders those of the same time.

    `latest`: the sync that Codat calls the latest.
    """
    if record is None or record.sync_utc is None:
        return Neighbours()
    ran, latest_id = record.sync_utc, latest.sync_id if latest else None
    others = (each for each in syncs if each.sync_id and not same(each, record))
    timed = [(each.sync_utc, each) for each in others if each.sync_utc]
    earlier = max((at for at, _ in timed if at < ran), default=ran)
    later = min((at for at, _ in timed if at > ran), default=ran)
    near = [(at, each) for at, each in timed if at in {earlier, ran, later}]
    near.append((ran, record))
    near.sort(key=lambda one: (one[0], _in_one_instant(one[1], latest_id)))
    position = near.index((ran, record))
    before, after = near[:position], near[position + 1 :]
    return Neighbours(before[-1][1] if before else None, after[0][1] if after else None)


def neighbours_html(
    found: Neighbours, address: Callable[[str | None], str], clock: PageClock, links_html: Iterable[str]
) -> str:
    """Return the row of links to the neighbours, and `links_html`. `address`: of a sync's page, by its id."""
    cells = [
        _cell("← Previous", found.before, address, clock) or _none("No earlier sync"),
        _cell("Next →", found.after, address, clock) or _none("No later sync"),
        *links_html,
    ]
    return f'<nav class="d d-around" aria-label="Other syncs">{"".join(map(_span, cells))}</nav>'


def _cell(
    label: str, record: CompanySyncStatus | None, address: Callable[[str | None], str], clock: PageClock
) -> str:
    if record is None:
        return ""
    when = clock.near(record.sync_utc)
    link = f'<a href="{html(address(record.sync_id))}">{html(when)}</a>'
    return f'<span class="d-muted">{label}</span> {link} {outcome_html(record)}'


def outcome_html(record: CompanySyncStatus) -> str:
    """Return how a sync ended as HTML, with the cause of a failed one: "✕ failed: tax rate invalid"."""
    _, _, text = words.outcome_line(record).partition(" ")
    return components.status(words.status_of(record), text)


def _none(text: str) -> str:
    return f'<span class="d-muted">{html(text)}</span>'


def _span(cell_html: str) -> str:
    return f"<span>{cell_html}</span>"


def _in_one_instant(
    record: CompanySyncStatus, latest_id: str | None
) -> tuple[bool, int, bool, tuple[int, ...]]:
    return in_one_instant(outcome_of(record), record.sync_id, latest_id)
