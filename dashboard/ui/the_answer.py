"""The answer for the company of a page: the verdict and its words, made once a minute for the same data."""

from __future__ import annotations

from dataclasses import dataclass

from codat_client import NotFound
from dashboard.insight.attempt import Attempt
from dashboard.insight.gap import Range
from dashboard.insight.verdict import Verdict, judge, limits_of
from dashboard.starting.door import known_door
from dashboard.ui import session
from dashboard.ui.screen import Screen
from dashboard.views import platforms, verdict_words
from dashboard.views.verdict_texts import outside_of
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
    data = screen.data
    read = tuple(data.reading(name).read_at for name in (*NEEDS, "company"))
    minute = screen.now.replace(second=0, microsecond=0)
    return screen.kept("answer", lambda: _make(screen), *read, minute, screen.zone.zone.key)


def _make(screen: Screen) -> Answer:
    data, settings = screen.data, session.settings()
    gone = data.read_at is None and isinstance(data.latest.error, NotFound)
    verdict = judge(
        data.syncs.value if data.syncs.present else None,
        data.connections.value if data.connections.present else None,
        data.configuration.value,
        screen.now,
        limits=limits_of(settings),
        told=_told_ranges(screen.company_id),
        latest=data.latest.value,
        last_successful=data.last_successful.value,
        configuration_missing=isinstance(data.configuration.error, NotFound) and not gone,
        company_missing=gone,
    )
    told = verdict_words.tell(
        verdict,
        _names(screen),
        screen.zone.zone,
        screen.now,
        outside=outside_of(settings),
        company_id=screen.company_id,
        correlation_ids=_correlation_ids(screen),
    )
    return Answer(verdict, told)


def _names(screen: Screen) -> Names:
    company, connections = screen.data.reading("company").value, screen.data.connections.value
    books, shop = platforms.books(connections, ""), platforms.shop(connections)
    return Names(books=books, shop=shop, company=company.name if company else "")


def _told_ranges(company_id: str) -> dict[str, Range]:
    """The ranges that Codat told when syncs were started from here, by sync id: known, not derived."""
    way = session.access()
    door = known_door(way.identity) if way else None
    started = door.started(company_id) if door else {}
    return {sync: told for sync, attempt in started.items() if (told := _range(attempt)) is not None}


def _range(attempt: Attempt) -> Range | None:
    told = attempt.told
    if told is None or not told.certain or told.start is None or told.finish is None:
        return None
    return Range(told.start, told.finish, historic=attempt.intent.ask.start is not None)


def _correlation_ids(screen: Screen) -> tuple[str, ...]:
    errors = [reading.error for reading in screen.data.readings.values() if reading.error is not None]
    return tuple(dict.fromkeys(error.correlation_id for error in errors if error.correlation_id))
