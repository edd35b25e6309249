"""The parts of History that rest on a rule, as html: failures by cause, the turning point, what is unusual.

`zone` is the one that the page shows. `address` makes a link's address.
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

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.history import trends
    from dashboard.insight.history import turning_point as turning
    from dashboard.insight.history.failures import CauseGroup
    from dashboard.insight.verdict.emptiness import Emptiness

_MOST_MESSAGE: Final = 160
_WIDEST_REM: Final = 9
_BAR: Final = "display:inline-block;height:.45rem;margin-right:.4rem;background:var(--failed)"
_PLACES: Final = {
    ErrorPlace.BEFORE: "before the good one",
    ErrorPlace.BETWEEN: "between the two",
    ErrorPlace.AFTER: "after the failed one",
}


def cause_table(
    groups: Sequence[CauseGroup],
    address: Callable[[str], str],
    zone: ZoneInfo,
    now: datetime,
    *,
    filtered: bool = False,
) -> str:
    """Return the failures by cause as a table; a cause's name leads to `address` of its key.

    `filtered`: filters left only these, and it says so. Empty says so.
    """
    if not groups:
        return components.empty("No sync failed.", "Causes appear here once one does.")
    columns = [
        components.TableColumn(
            "Failures by cause" + (", of those that the filters leave" if filtered else ""), strong=True
        ),
        components.TableColumn("Syncs", end=True),
        components.TableColumn("Share", wide_only=True),
        components.TableColumn("First – last"),
    ]
    rows = [
        [
            _cause(each, address),
            f'<span class="d-num">{each.count:,}</span>',
            _share(each.share, percent, filtered=filtered),
            html(first_and_last(each, zone, now)),
        ]
        for each, percent in zip(groups, percentages.of_whole([each.count for each in groups]), strict=True)
    ]
    return components.table(columns, rows, label="Failures by cause")


def _cause(group: CauseGroup, address: Callable[[str], str]) -> str:
    link = f'<a href="{attribute(address(group.key))}">{_named(group.short)}</a>'
    return f"{components.mark(Outcome.FAILED)} {link}"


def skipped(number: int, address: str, *, filtered: bool = False) -> str:
    """Say how many syncs were skipped as duplicates, which are no failures. `address` shows them."""
    if not number:
        return ""
    was = "was skipped as a duplicate: this isn’t a failure."
    were = "were skipped as duplicates: these aren’t failures."
    of = " matching the filters" if filtered else ""
    link = f'<a href="{attribute(address)}">{html(times.count(number, "sync"))}</a>'
    mark = components.mark(Outcome.SKIPPED)
    return f'<p class="d d-small">{mark} {link}{of} {was if number == 1 else were}</p>'


def first_and_last(group: CauseGroup, zone: ZoneInfo, now: datetime) -> str:
    """Return "12 Nov – now, still going on", "3–4 Oct", "17 Sep".

    What failed before the failures that go on now was over between: "since 26 Nov, still going on; first on
    31 Oct 2025".
    """
    today = now.astimezone(zone).date()
    known = [each.astimezone(zone).date() for each in (group.first, group.last) if each]
    if group.since is None:
        return times.days(known[0], known[-1], today) if known else "no time that can be read"
    since = group.since.astimezone(zone).date()
    if known and known[0] < since:
        return f"since {times.day(since, today)}, still going on; first seen {times.day(known[0], today)}"
    return f"{times.day(since, today)} – now, still going on"


def turning_point(turn: turning.Turn, zone: ZoneInfo, now: datetime, address: Callable[[str], str]) -> str:
    """Return the last good and the first failed sync side by side, and what connections tell of that time.

    `address` gives the address of a sync's own page.
    """
    titles = ["Last good", "Earliest failed looked at" if turn.cut else "First failed"]
    shown = [turn.good.record if turn.good else None, turn.bad.record]
    rows = comparison.rows(shown, zone, now, address, whole=True)
    before = [each for each in turn.troubles if each.place is ErrorPlace.BEFORE]
    later = [each for each in turn.troubles if each.place is not ErrorPlace.BEFORE]
    told = [_troubles(before, zone, now), _troubles(later, zone, now)]
    rows.append(("Connections", told))
    return components.note(turn_sentence(turn, zone, now)) + components.comparison(titles, rows)


def turn_sentence(turn: turning.Turn, zone: ZoneInfo, now: datetime) -> str:
    """Say how many failed since when, and whether it goes on; of a row cut off, the least that did."""
    if turn.cut:
        return _at_least(turn, zone, now)
    since = times.near(turn.bad.at, zone, now)
    failed = times.count(turn.failed, "sync")
    before = "" if turn.good else " No good one is known before."
    if turn.ended is None:
        have = "has" if turn.failed == 1 else "have"
        return f"{failed} {have} failed since {since}, and none has succeeded.{before}"
    ended = times.near(turn.ended.at, zone, now)
    return f"{failed} failed from {since} on; the one of {ended} went well again.{before}"


def _at_least(turn: turning.Turn, zone: ZoneInfo, now: datetime) -> str:
    failed = f"At least {times.count(turn.failed, 'sync')}"
    if turn.ended is None:
        return f"{failed} {'has' if turn.failed == 1 else 'have'} failed, and none has succeeded."
    return f"{failed} failed; the one of {times.near(turn.ended.at, zone, now)} went well again."


def unusual(emptiness: Emptiness, zone: ZoneInfo, now: datetime) -> str:
    """Return the notice that syncs run well and find nothing, which is unusual, with the numbers."""
    headline = "The syncs run well and find nothing, which is unusual here."
    return components.notice(
        Outcome.NOTHING_TO_WRITE,
        headline,
        html(emptiness_text.grounds(emptiness, times.day_of(emptiness.ran, zone, now))),
        emptiness_text.UNUSUAL_BY_OUR_COUNT,
    )


def troubles(
    found: Iterable[trends.FailingPeriod], address: Callable[[date, date], str], today: date, where: str = ""
) -> str:
    """Return the troubles as a list of links, newest first: the twin of the chart for the keyboard.

    `address` gives what shows the days from the first to the last, both included; `where`: in which zone
    they count, where the page shows another one. "" without any.
    """
    rows = "".join(
        f'<li><a href="{attribute(address(each.first, each.last))}">'
        f"{html(times.days(each.first, each.last, today))}</a> {html(trouble_words(each))}</li>"
        for each in reversed(list(found))
    )
    return (
        components.folded(f"These troubles as a list{where}", f'<ul class="d-days">{rows}</ul>')
        if rows
        else ""
    )


def trouble_words(trouble: trends.FailingPeriod) -> str:
    """Say how long a trouble lasted: "9 days, still going on"."""
    failing = "" if trouble.failing == trouble.length else f", {trouble.failing:,} of them failing"
    failing += skipped_words.between(trouble.skipped)
    return times.count(trouble.length, "day") + failing + (", still going on" if trouble.going_on else "")


def _share(share: float, percent: str, *, filtered: bool) -> str:
    whole = "of these" if filtered else "of failures"
    bar = f'<span style="{_BAR};width:{share * _WIDEST_REM:.2f}rem" aria-hidden="true"></span>'
    return f'{bar}<span class="d-small">{percent} {whole}</span>'


def _named(short: str) -> str:
    return html(short[:1].upper() + short[1:])


def _troubles(found: Sequence[turning.ErrorAtTurn], zone: ZoneInfo, now: datetime) -> str:
    if not found:
        return '<span class="d-muted">no errors told</span>'
    return "".join(f"<div>{_trouble(each, zone, now)}</div>" for each in found)


def _trouble(trouble: turning.ErrorAtTurn, zone: ZoneInfo, now: datetime) -> str:
    told, resolved = words.connection_error(trouble.error), trouble.error.resolved_on_utc
    over = f", resolved {times.near(resolved, zone, now)}" if resolved else ""
    name = one_line(trouble.platform, 60)
    where = f"{times.near(trouble.at, zone, now)}{f', {name}' if name else ''}"
    small = f'<span class="d-small">{html(_PLACES[trouble.place] + over)}</span>'
    return f"{html(where)}: {html(one_line(told, _MOST_MESSAGE))} {small}"
