"""What a sync would change, in words: the finding of the coverage bar, its title and its legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from dashboard.insight.coverage import NOT_IN_BOOKS, Cover
from dashboard.insight.gap import Gap
from dashboard.insight.start.day_range import start_of_day
from dashboard.insight.start.preview import Part, Preview, last_day
from dashboard.views import components, times
from dashboard.views.figures import coverage_bar
from dashboard.views.figures.coverage_bar import Swatch

_MOST_NAMED = 3


def shown(
    preview: Preview, now: datetime, where: str = "", *, about: bool = False, folds: bool = False
) -> str:
    """Return title, finding, bar and legend, as html.

    `where`: in which zone the days count, where the page shows another one. `about`: where the sync begins
    is an estimate. `folds`: on a phone, the bar is folded away below the finding.
    """
    rest = ("by Codat’s schedule" if preview.estimated else "") + where
    found = finding(preview, now)
    legend, bar, folded = "", "", ""
    if _worth_drawing(preview):
        legend = coverage_bar.legend(_legend(preview, now))
        bar = coverage_bar.coverage_bar(preview, now, f"{_known(preview, now)} {found}", about=about)
    if bar and folds:
        folded = f'<div class="d-at-narrow">{components.folded("Show the days", legend + bar)}</div>'
        legend, bar = (f'<div class="d-at-width">{each}</div>' for each in (legend, bar))
    title = components.title("Days of sales", rest.strip(), legend)
    return f'{title}<p class="d d-cover-found">{components.text(found)}</p>{bar}{folded}'


def _worth_drawing(preview: Preview) -> bool:
    """Whether the bar adds to its sentence: not if no day is missing and none is covered again."""
    complete = preview.gap is not None and not preview.gap.days and not preview.again
    return bool(preview.stretches or preview.parts) and not complete


def finding(preview: Preview, now: datetime) -> str:
    """Say which missing days the sync covers, which stay missing, and which it covers again."""
    if not preview.parts:
        return "Codat decides where this sync begins, so it isn’t drawn here."
    sentences = [_covers(preview, preview.gap, now) if preview.gap else _NOT_KNOWN]
    if again := preview.again:
        days = _ranges(preview, again, now)
        sentences.append(f"Already in the books, but covered again: {days}.")
    return " ".join(sentences)


_NOT_KNOWN = "We can’t tell which days are in the books."


def _covers(preview: Preview, gap: Gap, now: datetime) -> str:
    if not gap.days:
        newest = "" if preview.again else " It covers the newest sales."
        return f"No days are missing.{newest}"
    days, covered = times.count(gap.days, "missing day"), gap.days - preview.days_left
    at_most = gap.fewest < gap.days
    if not preview.left:
        return f"If it succeeds, it covers {_all_of(gap, days, at_most=at_most)}."
    stay = _ranges(preview, [Part(each.start, each.finish) for each in preview.left], now)
    if covered <= 0:
        return f"It covers none of {'up to' if at_most else 'the'} {days}: {stay}."
    of = f"of up to {days}" if at_most else f"of {days}"
    return f"If it succeeds, it covers {covered:,} {of}. Still missing afterwards: {stay}."


def _all_of(gap: Gap, days: str, *, at_most: bool) -> str:
    if at_most:
        return f"all missing days (up to {gap.days:,})"
    return f"all {days}" if gap.days > 1 else "the missing day"


def _ranges(preview: Preview, parts: Sequence[Part], now: datetime) -> str:
    """Name these ranges: "8–10 Nov, 15 Nov"; of many only the first and how many more."""
    named = [_range(preview, part, now) for part in parts]
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return ", ".join(named[:_MOST_NAMED]) + more


def _range(preview: Preview, part: Part, now: datetime) -> str:
    """Return "8–10 Nov", or "8 Nov 02:00 – 10 Nov 02:00" where it isn't whole days of the calendar.

    A day of missing sales begins when a sync is due, so its date alone could name another day than Company.
    """
    zone = preview.zone
    first, last = part.start.astimezone(zone).date(), last_day(part.finish, zone)
    whole_days = (start_of_day(first, zone), start_of_day(last + timedelta(1), zone))
    if (part.start, part.finish) == whole_days:
        return times.days(first, last, now.astimezone(zone).date())
    return times.span(part.start, part.finish, zone, now)


def _known(preview: Preview, now: datetime) -> str:
    """Say what the upper row shows."""
    days = times.days(preview.first, preview.last, now.astimezone(preview.zone).date())
    missing = [Part(each.start, each.finish) for each in preview.stretches if each.state in NOT_IN_BOOKS]
    if missing:
        return f"Sales of {days}: missing {_ranges(preview, missing, now)}."
    known = any(each.state is not Cover.NOT_KNOWN for each in preview.stretches)
    return f"Sales of {days}: {'none missing' if known else 'unclear which are in the books'}."


def _legend(preview: Preview, now: datetime) -> Iterator[Swatch]:
    states = {each.state for each in preview.stretches}
    if states & {Cover.IN_BOOKS, Cover.SKIPPED, Cover.TWICE}:
        yield "d-s-books", "in the books"
    if Cover.TWICE in states:
        yield "d-s-books d-s-twice", "covered twice"
    if Cover.MISSING in states:
        since = preview.gap.since if preview.gap else None
        begins = f" since {times.moment(since, preview.zone, now)}" if since else ""
        yield "d-s-missing", f"missing{begins}"
    if states & {Cover.UNCLEAR, Cover.DOUBTED}:
        yield "d-s-maybe", "may be missing"
    if states & {Cover.NOT_KNOWN, Cover.BEFORE_START}:
        yield "d-s-none", "unknown" if Cover.NOT_KNOWN in states else "before the start date"
    if any(not part.again for part in preview.parts):
        yield "d-s-this", "this sync"
    if preview.again:
        yield "d-s-again", "again"
