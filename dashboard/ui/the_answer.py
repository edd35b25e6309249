"""The answer for the company of a page: the verdict and its words, made once a minute for the same data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codat_client import NotFound
from dashboard.insight.evidence import Evidence, Limits, limits_of
from dashboard.insight.gap import Range
from dashboard.insight.runs import Runs
from dashboard.insight.verdict import Verdict, judge
from dashboard.ui import session, starts
from dashboard.ui.screen import Screen
from dashboard.views import platforms, verdict_words
from dashboard.views.verdict_texts import Outside, outside_of
from dashboard.views.verdict_voice import Names
from dashboard.views.verdict_words import Told

NEEDS = ("latest", "last_successful", "connections", "configuration")
"""The small reads that the answer is first made from; the long list makes it whole."""


@dataclass(frozen=True)
class Answer:
    """The verdict, and the same in words for the zone of the page."""

    verdict: Verdict
    told: Told


def of(screen: Screen) -> Answer:
    """Give the answer from what has been read by now."""
    settings, told = session.settings(), starts.told_ranges(screen.company_id)
    limits, outside, ids = limits_of(settings), outside_of(settings), _correlation_ids(screen)
    read, minute = screen.data.stamp(*NEEDS, "company"), screen.now.replace(second=0, microsecond=0)
    rests_on = (read, minute, limits, outside, ids, tuple(told.items()))
    return screen.kept("answer", lambda: _make(screen, limits, outside, told), *rests_on)


def runs(screen: Screen) -> Runs:
    """Give all syncs that have been read by now in order.

    Made anew each minute only while the clock has a part in it: some bear a time to come, or the latest none.
    """
    data, now = screen.data, screen.now
    syncs = data.syncs.value if data.syncs.present else None
    latest, last_successful = data.latest.value, data.last_successful.value
    known = Evidence(
        syncs, None, data.configuration.value, now, latest=latest, last_successful=last_successful
    )
    rests_on = data.stamp("latest", "last_successful")
    made = screen.kept("runs", lambda: known.runs, rests_on)
    minute = now.replace(second=0, microsecond=0)
    return screen.kept("runs", lambda: known.runs, rests_on, minute) if made.clock_counts else made


def _make(screen: Screen, limits: Limits, outside: Outside, ranges: Mapping[str, Range]) -> Answer:
    data = screen.data
    gone = data.read_at is None and isinstance(data.latest.error, NotFound)
    verdict = judge(
        data.syncs.value if data.syncs.present else None,
        data.connections.value if data.connections.present else None,
        data.configuration.value,
        screen.now,
        limits=limits,
        told=ranges,
        latest=data.latest.value,
        last_successful=data.last_successful.value,
        configuration_missing=isinstance(data.configuration.error, NotFound) and not gone,
        company_missing=gone,
        runs=runs(screen),
    )
    told = verdict_words.tell(
        verdict,
        _names(screen),
        screen.zone.zone,
        screen.now,
        outside=outside,
        company_id=screen.company_id,
        correlation_ids=_correlation_ids(screen),
    )
    return Answer(verdict, told)


def _names(screen: Screen) -> Names:
    company, connections = screen.data.reading("company").value, screen.data.connections.value
    books, shop = platforms.books(connections, ""), platforms.shop(connections)
    return Names(books=books, shop=shop, company=company.name if company else "")


def _correlation_ids(screen: Screen) -> tuple[str, ...]:
    errors = [reading.error for reading in screen.data.readings.values() if reading.error is not None]
    return tuple(dict.fromkeys(error.correlation_id for error in errors if error.correlation_id))
