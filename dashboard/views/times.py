"""All wording of time, in one form: "11 Nov 02:14", with the year where it is not this one; ISO in files.

Moments come in as aware datetimes of any zone (None reads "unknown"), the zone to show them in as ZoneInfo,
`now` as an aware datetime.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from dashboard.insight.history.day_filter import DayFilter
    from dashboard.insight.zone import MerchantZone

NOT_KNOWN = "unknown"
CHECKED: Final = "Checked"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_JUST_NOW: Final = 20  # seconds
_MOST_AGES: Final = 60
_FIXED: Final = re.compile(r"(?:Etc/)?GMT([+-]?)(\d{1,2})")
_UTC: Final = re.compile(r"(?:Etc/)?(?:UTC|UCT|Universal|Zulu)")


def moment(when: dt.datetime | None, zone: ZoneInfo, now: dt.datetime) -> str:
    """Return "11 Nov 02:14", or "11 Nov 2025 02:14" when that is not the year of now."""
    if when is None:
        return NOT_KNOWN
    local = when.astimezone(zone)
    return f"{_date(local.date(), now.astimezone(zone).year)} {local:%H:%M}"


def near(when: dt.datetime | None, zone: ZoneInfo, now: dt.datetime) -> str:
    """Return "today 02:14" or "yesterday 02:14" where that is so, else the same as `moment`."""
    if when is None:
        return NOT_KNOWN
    local, today = when.astimezone(zone), now.astimezone(zone).date()
    word = {0: "today", 1: "yesterday", -1: "tomorrow"}.get((today - local.date()).days)
    return f"{word} {local:%H:%M}" if word else moment(when, zone, now)


def near_ends(start: dt.datetime, finish: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> tuple[str, str]:
    """Return both as `near` does, for a sentence, the day of one day only once: "today 02:14", "04:02"."""
    first, last = start.astimezone(zone), finish.astimezone(zone)
    end = f"{last:%H:%M}" if first.date() == last.date() else near(finish, zone, now)
    return near(start, zone, now), end


def on(when: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> str:
    """Return a moment for a sentence: "today at 02:14", "on 11 Nov at 02:14"."""
    day_name, _, time = near(when, zone, now).rpartition(" ")
    return f"on {day_name} at {time}" if day_name[0].isdigit() else f"{day_name} at {time}"


def in_full(when: dt.datetime | None, zone: ZoneInfo) -> str:
    """Return "11 Nov 2026 02:14", the year in any case: for what is read later."""
    if when is None:
        return NOT_KNOWN
    local = when.astimezone(zone)
    return f"{day_in_full(local.date())} {local:%H:%M}"


def day_in_full(date: dt.date) -> str:
    """Return "11 Nov 2026"."""
    return _date(date, None)


def clock(when: dt.datetime | None, zone: ZoneInfo) -> str:
    """Return the time of day to the second, "13:42:08", for a log of one day."""
    return NOT_KNOWN if when is None else f"{when.astimezone(zone):%H:%M:%S}"


def ago(when: dt.datetime | None, now: dt.datetime) -> str:
    """Return how long ago a moment was ("2 h ago"), or how far off it still is ("in 12 h")."""
    if when is None:
        return NOT_KNOWN
    seconds = (now - when).total_seconds()
    return f"in {_rough(-seconds)}" if seconds <= -1 else f"{_rough(seconds)} ago"


def since(when: dt.datetime, now: dt.datetime) -> str:
    """Return "just now" for the last 20 seconds, else the same as `ago`."""
    return _since((now - when).total_seconds())


def checked(when: dt.datetime, now: dt.datetime, what: str = CHECKED) -> str:
    """Return "Checked just now" or "Checked 27 s ago"; `what` replaces the first word."""
    return f"{what} {since(when, now)}"


def next_ages(when: dt.datetime, now: dt.datetime) -> list[tuple[float, str]]:
    """Return the next wordings of `since`, each with the seconds from now until it begins."""
    age = max(0.0, (now - when).total_seconds())
    ages, changes_at = [(0.0, _since(age))], age
    while len(ages) < _MOST_AGES:
        changes_at = _next_change(changes_at)
        ages.append((round(changes_at - age, 1), _since(changes_at)))
    return ages


def next_checked(when: dt.datetime, now: dt.datetime, what: str = CHECKED) -> list[tuple[float, str]]:
    """Return the same for `checked`."""
    return [(begins, f"{what} {words}") for begins, words in next_ages(when, now)]


def lasted(seconds: float) -> str:
    """Return a length of time in its two largest units: "51 s", "2 min 5 s", "3 h 10 min"."""
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return _two(whole // _MINUTE, "min", whole % _MINUTE, "s")
    if whole < 2 * _DAY:
        return _two(whole // _HOUR, "h", whole % _HOUR // _MINUTE, "min")
    return _two(whole // _DAY, "days", whole % _DAY // _HOUR, "h")


def ahead_of_clock(lead: dt.timedelta) -> str:
    """Return "3 h 10 min ahead of this dashboard’s clock"."""
    return f"{lasted(lead.total_seconds())} ahead of this dashboard’s clock"


def day(date: dt.date, now: dt.date) -> str:
    """Return "11 Nov", with the year when it is not that of `now` (a date or a datetime)."""
    return _date(date, now.year)


def day_of(when: dt.datetime, zone: ZoneInfo, now: dt.datetime) -> str:
    """Return the day of a moment in a zone: "11 Nov", with the year when it is not that of now."""
    return day(when.astimezone(zone).date(), now.astimezone(zone))


def weekday(date: dt.date, now: dt.date) -> str:
    """Return "Wed 11 Nov", with the year when it is not that of `now`."""
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[date.weekday()]} {day(date, now)}"


def days(first: dt.date, last: dt.date, now: dt.date) -> str:
    """Return a range of whole days, both included: "8–15 Nov", "30 Oct – 2 Nov", "11 Nov".

    Both have their years where these differ: "21 Feb 2025 – 21 Feb 2026".
    """
    if first == last:
        return day(first, now)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, now)}"
    this_year = _year_of_both(first, last, now)
    return f"{_date(first, this_year)} – {_date(last, this_year)}"


def days_chosen(chosen: DayFilter, now: dt.date) -> str:
    """Return a filter of days: "Last 90 days", "1–7 Nov", "From 1 Nov", "Up to 7 Nov", "All days"."""
    if chosen.days:
        return f"Last {chosen.days} days"
    if chosen.first and chosen.last:
        return days(chosen.first, chosen.last, now)
    if chosen.first:
        return f"From {day(chosen.first, now)}"
    return f"Up to {day(chosen.last, now)}" if chosen.last else "All days"


def span(start: dt.datetime | None, finish: dt.datetime | None, zone: ZoneInfo, now: dt.datetime) -> str:
    """Return "11 Nov 02:00 – 20 Nov 02:00", with both years where they differ, or "11 Nov 00:00 – 18:05"."""
    return " – ".join(both_ends(start, finish, zone, now))


def both_ends(
    start: dt.datetime | None, finish: dt.datetime | None, zone: ZoneInfo, now: dt.datetime
) -> tuple[str, str]:
    """Return the two ends of a span, as `span` has them, for a sentence: the day of one day only once."""
    if start is None or finish is None:
        return moment(start, zone, now), moment(finish, zone, now)
    first, last = start.astimezone(zone), finish.astimezone(zone)
    this_year = _year_of_both(first, last, now.astimezone(zone))
    end = "" if first.date() == last.date() else f"{_date(last.date(), this_year)} "
    return f"{_date(first.date(), this_year)} {first:%H:%M}", f"{end}{last:%H:%M}"


def all_zones(when: dt.datetime | None, merchant: MerchantZone, mine: ZoneInfo | None = None) -> str:
    """Return "20 Nov 2026 02:11 London and UTC · 03:11 yours"; the date again only where it differs."""
    if when is None:
        return NOT_KNOWN
    local = when.astimezone(merchant.zone)
    clocks = [(local, zone_name(merchant.zone))]
    if zone_name(merchant.zone) != "UTC":
        clocks.append((when.astimezone(dt.UTC), "UTC"))
    if mine is not None:
        clocks.append((when.astimezone(mine), "yours"))
    return f"{_date(local.date(), None)} {clocks_of(clocks)}"


def clocks_of(clocks: Sequence[tuple[dt.datetime, str]]) -> str:
    """Return one moment by several clocks, each with its name: "02:11 London and UTC · 03:11 yours".

    Clocks that show the same are named together; a date that isn’t the first one’s goes before its time.
    """
    names: dict[str, list[str]] = {}
    for local, name in clocks:
        names.setdefault(_beside(local, clocks[0][0]), []).append(name)
    return " · ".join(f"{shown} {listed(called)}" for shown, called in names.items())


def listed(names: Sequence[str]) -> str:
    """Return "London", "London and UTC", "London, UTC and yours"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def zone_name(zone: ZoneInfo) -> str:
    """Return the short name of a zone: "London" of Europe/London, "UTC-11" of Etc/GMT+11."""
    return _offset_name(zone) or zone.key.rsplit("/", 1)[-1].replace("_", " ")


def zone_in_full(zone: ZoneInfo) -> str:
    """Return the IANA name of a zone, or what says more than it: "Europe/London", "UTC", "UTC-11"."""
    return _offset_name(zone) or zone.key


def merchant_zone_name(merchant: MerchantZone) -> str:
    """Return the merchant's zone in full; one that isn't known here keeps the name that Codat gave."""
    return merchant.name if merchant.note else zone_in_full(merchant.zone)


def _offset_name(zone: ZoneInfo) -> str:
    """Return "UTC-11" where a zone's name is an offset, else "".

    IANA counts these names westwards, as POSIX does: Etc/GMT+11 is eleven hours behind UTC.
    """
    if _UTC.fullmatch(zone.key):
        return "UTC"
    fixed = _FIXED.fullmatch(zone.key)
    if fixed is None:
        return ""
    sign, hours = fixed.groups()
    return f"UTC{'-' if sign == '+' else '+'}{hours}" if int(hours) else "UTC"


def where_counted(of: ZoneInfo, shown: ZoneInfo) -> str:
    """Return " (London)" for days that count in another zone than the page shows; "" where they don't."""
    name = zone_name(of)
    return "" if name == zone_name(shown) else f" ({name})"


def iso_utc(when: dt.datetime | None) -> str:
    """Return the moment in UTC as files and Codat write it, "2026-11-11T02:14:00Z"; "" when not known."""
    return "" if when is None else f"{when.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: "1 day", "9 days", "1,204 companies"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def how_often(number: int) -> str:
    """Return "once", "twice" or "3 times"."""
    return {1: "once", 2: "twice"}.get(number) or count(number, "time")


def month(number: int) -> str:
    """Return the short name of a month, 1-12."""
    return _MONTHS[number - 1]


def _year_of_both(first: dt.date, last: dt.date, now: dt.date) -> int | None:
    """Return the year that needs no saying in a range; None where its two differ."""
    return now.year if first.year == last.year else None


def _date(date: dt.date, this_year: int | None) -> str:
    year = "" if date.year == this_year else f" {date.year}"
    return f"{date.day} {_MONTHS[date.month - 1]}{year}"


def _beside(when: dt.datetime, first: dt.datetime) -> str:
    date = "" if when.date() == first.date() else f"{when.day} {_MONTHS[when.month - 1]} "
    return f"{date}{when:%H:%M}"


def _since(seconds: float) -> str:
    return "just now" if seconds < _JUST_NOW else f"{_rough(seconds)} ago"


def _next_change(seconds: float) -> float:
    """Return the age in seconds at which the wording of `_since` changes next."""
    if seconds < _JUST_NOW:
        return _JUST_NOW
    _, size = _unit(int(seconds))
    return (int(seconds) // size + 1) * size


def _rough(seconds: float) -> str:
    whole = max(0, int(seconds))
    unit, size = _unit(whole)
    return f"{whole // size} {unit}"


def _unit(seconds: int) -> tuple[str, int]:
    """Return the unit in which a length of time is worded, and its size in seconds."""
    for unit, size in (("days", _DAY), ("h", _HOUR), ("min", _MINUTE)):
        if seconds >= size * (2 if unit == "days" else 1):
            return unit, size
    return "s", 1


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large} {large_unit}" + (f" {small} {small_unit}" if small else "")
