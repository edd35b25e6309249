"""History's sections as HTML: the current state, failures by cause, when it broke, unusual silence.

`zone` is the one that the page shows. `address` gives the address of a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import attribute, html, one_line
from dashboard.insight.history.turning_point import ErrorPlace
from dashboard.insight.outcome import Outcome
from dashboard.views import comparison, components, percentages, skipped_words, times, words
from dashboard.views.verdict import emptiness_text
from dashboard.views.verdict.key_figures import HOW_ESTIMATED

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.history import trends
    from dashboard.insight.history import turning_point as turning
    from dashboard.insight.history.failures import CauseGroup
    from dashboard.insight.runs import SyncRun
    from dashboard.insight.verdict.emptiness import Emptiness
    from dashboard.views.verdict.verdict_text import VerdictText

_MOST_MESSAGE: Final = 160
_PLACES: Final = {
    ErrorPlace.BEFORE: "before the last success",
    ErrorPlace.BETWEEN: "between the two",
    ErrorPlace.AFTER: "after the first failure",
}


def current_state(texts: VerdictText, link_html: str, start_html: str = "") -> str:
    """Return the company's state in one line, as HTML.

    `link_html`: the link to the page that explains it. `start_html`: the one that starts a sync, if any.
    """
    before, estimated, after = texts.headline.partition(texts.estimated) if texts.estimated else ("", "", "")
    headline = (
        f"{html(before)}{components.why(estimated, HOW_ESTIMATED)}{html(after)}"
        if estimated
        else html(texts.headline)
    )
    mark_html = components.mark(texts.mark)
    return f'<div class="d d-state">{mark_html}<h1>{headline}</h1>{link_html}{start_html}</div>'


def cause_table(
    groups: Sequence[CauseGroup],
    address: Callable[[str], str],
    zone: ZoneInfo,
    now: datetime,
    *,
    filtered: bool = False,
) -> str:
    """Return the failures by cause as a table; the name of a cause links to `address` of its key.

    `filtered`: only failures that match the filters are counted, and the title says so.
    """
    if not groups:
        return components.empty("No sync failed.", "Causes appear here once one does.")
    title = "Failures by cause" + (" (filtered)" if filtered else "")
    columns = [components.TableColumn(title, strong=True), components.TableColumn("Syncs", end=True)]
    shares = percentages.of_whole([each.count for each in groups])
    rows = [
        [_cause(each, address, zone, now), _count(each, share)]
        for each, share in zip(groups, shares, strict=True)
    ]
    return components.table(columns, rows, label="Failures by cause")


def _cause(group: CauseGroup, address: Callable[[str], str], zone: ZoneInfo, now: datetime) -> str:
    link = f'<a href="{attribute(address(group.key))}">{_named(group.short)}</a>'
    when = html(first_and_last(group, zone, now))
    return f'{components.mark(Outcome.FAILED)} {link}<div class="d-small">{when}</div>'


def _count(group: CauseGroup, share: str) -> str:
    return f'<span class="d-num">{group.count:,}</span><div class="d-small">{share}</div>'


def skipped(number: int, address: str, *, filtered: bool = False) -> str:
    """Say how many syncs were skipped as duplicates, which aren't failures. `address` shows them."""
    if not number:
        return ""
    was = "was skipped as a duplicate: this isn’t a failure."
    were = "were skipped as duplicates: these aren’t failures."
    of = " matching the filters" if filtered else ""
    link = f'<a href="{attribute(address)}">{html(times.count(number, "sync"))}</a>'
    mark = components.mark(Outcome.SKIPPED)
    return f'<p class="d d-small">{mark} {link}{of} {was if number == 1 else were}</p>'


def first_and_last(group: CauseGroup, zone: ZoneInfo, now: datetime) -> str:
    """Return "since 12 Nov, ongoing", "3–4 Oct", "17 Sep".

    If the cause also occurred in an earlier period: "since 26 Nov, ongoing; first seen 31 Oct 2025".
    """
    today = now.astimezone(zone).date()
    known = [each.astimezone(zone).date() for each in (group.first, group.last) if each]
    if group.since is None:
        return times.days(known[0], known[-1], today) if known else "no readable time"
    since = group.since.astimezone(zone).date()
    if known and known[0] < since:
        return f"since {times.day(since, today)}, ongoing; first seen {times.day(known[0], today)}"
    return f"since {times.day(since, today)}, ongoing"


def turning_point(turn: turning.Turn, zone: ZoneInfo, now: datetime, address: Callable[[str], str]) -> str:
    """Return the last successful and the first failed sync side by side, with connection errors of that time.

    `address` gives the address of a sync's own page.
    """
    titles = ["Last success", "Earliest failure examined" if turn.cut else "First failure"]
    shown = [turn.good.record if turn.good else None, turn.bad.record]
    rows = comparison.rows(shown, zone, now, address, whole=True)
    before = [each for each in turn.errors if each.place is ErrorPlace.BEFORE]
    later = [each for each in turn.errors if each.place is not ErrorPlace.BEFORE]
    rows.append(("Connection errors", [_errors(before, zone, now), _errors(later, zone, now)]))
    return components.note(turn_sentence(turn, zone, now)) + components.comparison(titles, rows)


def turn_sentence(turn: turning.Turn, zone: ZoneInfo, now: datetime) -> str:
    """Return how many syncs failed, since when, and whether they still do; "at least" if the list is cut."""
    return turn_in_words(turn, lambda when: times.on(when, zone, now))


def turn_in_words(turn: turning.Turn, when: Callable[[datetime], str]) -> str:
    """Return the same sentence. `when`: how it words a moment, "on 12 Nov at 02:14"."""
    if turn.cut:
        return _at_least(turn, when)
    first = when(turn.bad.at)
    before = "" if turn.good else " No earlier success is known."
    if turn.ended is None:
        failures = times.count(turn.failed, "failure")
        return f"{failures} and no success since {first.removeprefix('on ')}.{before}"
    if turn.failed == 1:
        return f"1 sync failed {first}; the next one succeeded.{before}"
    failed = times.count(turn.failed, "sync")
    return f"{failed} failed, the first {first}; {_recovered(turn.ended, when)}{before}"


def _at_least(turn: turning.Turn, when: Callable[[datetime], str]) -> str:
    if turn.ended is None:
        return f"At least {times.count(turn.failed, 'failure')} and no success."
    return f"At least {times.count(turn.failed, 'sync')} failed; {_recovered(turn.ended, when)}"


def _recovered(run: SyncRun, when: Callable[[datetime], str]) -> str:
    return f"syncs have succeeded since {when(run.at).removeprefix('on ')}."


def unusual(emptiness: Emptiness, zone: ZoneInfo, now: datetime) -> str:
    """Return the notice that syncs succeed but find no sales, which is unusual, with the numbers."""
    return components.notice(
        Outcome.NOTHING_TO_WRITE,
        f"{emptiness_text.UNUSUAL}.",
        html(emptiness_text.grounds(emptiness, times.day_of(emptiness.ran, zone, now))),
        emptiness_text.UNUSUAL_BY_OUR_COUNT,
    )


def failing_periods(
    found: Iterable[trends.FailingPeriod], address: Callable[[date, date], str], today: date, where: str = ""
) -> str:
    """Return the failing periods as a list of links, newest first: the chart's equivalent for the keyboard.

    `address` gives what shows the days from the first to the last, both included; `where`: the zone in which
    they count, if the page shows another one. Without any period it returns "".
    """
    rows = "".join(
        f'<li><a href="{attribute(address(each.first, each.last))}">'
        f"{html(times.days(each.first, each.last, today))}</a> {html(period_words(each))}</li>"
        for each in reversed(list(found))
    )
    return (
        components.folded(f"Failing periods as a list{where}", f'<ul class="d-days">{rows}</ul>')
        if rows
        else ""
    )


def period_words(period: trends.FailingPeriod) -> str:
    """Return how long a period lasted: "9 days, still going on"."""
    failing = "" if period.failing == period.length else f", {period.failing:,} of them failing"
    failing += skipped_words.between(period.skipped)
    return times.count(period.length, "day") + failing + (", still going on" if period.going_on else "")


def _named(short: str) -> str:
    return html(short[:1].upper() + short[1:])


def _errors(found: Sequence[turning.ErrorAtTurn], zone: ZoneInfo, now: datetime) -> str:
    if not found:
        return '<span class="d-muted">none reported</span>'
    return "".join(f"<div>{_error(each, zone, now)}</div>" for each in found)


def _error(found: turning.ErrorAtTurn, zone: ZoneInfo, now: datetime) -> str:
    message, resolved = words.connection_error(found.error), found.error.resolved_on_utc
    over = f", resolved {times.near(resolved, zone, now)}" if resolved else ""
    name = one_line(found.platform, 60)
    where = f"{times.near(found.at, zone, now)}{f', {name}' if name else ''}"
    small = f'<span class="d-small">{html(_PLACES[found.place] + over)}</span>'
    return f"{html(where)}: {html(one_line(message, _MOST_MESSAGE))} {small}"
