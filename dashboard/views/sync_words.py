"""The words of the Sync page: what became of one sync, the facts of it, what to tell Codat's support.

Sentences are plain text; what ends in `_html`, and the second of each fact, is HTML made harmless here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from codat_client import CodatError, CompanySyncStatus, NotFound
from dashboard.foreign_text import html, visible
from dashboard.insight.attempt import ToldRange
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.runs import CLOCKS_DIFFER
from dashboard.insight.zone import MerchantZone
from dashboard.views import parts, skipped_words, times, words
from dashboard.views.looks import PARTLY, look_of
from dashboard.views.parts import Answer

_HEADLINES = {
    Outcome.SUCCEEDED: "This sync wrote data",
    Outcome.NOTHING_TO_WRITE: "This sync found nothing to write",
    Outcome.FAILED: "This sync failed",
    Outcome.SKIPPED: skipped_words.SKIPPED,
    PARTLY: "This sync failed, partly written",
    Outcome.RUNNING: "This sync is running",
    Outcome.UNKNOWN: "How this sync ended is not known",
}
_MOST_FOR_SUPPORT = 2000
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


@dataclass(frozen=True)
class Clock:
    """The zones that a time is told in (`zone` is the one shown), and the page's now."""

    merchant: MerchantZone
    mine: ZoneInfo | None
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True)
class Around:
    """The sync before and the one after, by their times; None at the ends and for a sync without a time."""

    before: CompanySyncStatus | None = None
    after: CompanySyncStatus | None = None


def answer(record: CompanySyncStatus, success: CompanySyncStatus | None, clock: Clock) -> Answer:
    """Say what became of the sync, why, and what to do. `success`: the last successful sync, if known."""
    status, why = words.status_of(record), words.why(record)
    headline = _HEADLINES.get(status, _HEADLINES[Outcome.UNKNOWN])
    if status is Outcome.SUCCEEDED and record.data_pushed is False:
        headline = "This sync succeeded"
    when = times.near(record.sync_utc, clock.zone, clock.now)
    ran = f", {when}" if record.sync_utc else ""
    return Answer(status, headline + ran, why.reason, why.said, _steps(record, success, why.steps, clock))


def not_there(error: CodatError | None) -> Answer:
    """Say that there is no record to show, and why."""
    if error is None or isinstance(error, NotFound):
        return Answer(
            Outcome.UNKNOWN,
            "Codat knows no sync with this id here",
            "It is not in this company’s list either. A sync’s id is known only together with its company’s.",
            error.message if error else "",
            [("You", "look for it in this company’s history, or check which company the id belongs to.")],
        )
    return Answer(
        Outcome.UNKNOWN,
        "This sync could not be read",
        error.message,
        _correlation(error),
        [("You", "try again with the button at the top right.")],
    )


def bad_id(text: str) -> Answer:
    """Say that the address holds no sync's id."""
    reason = "The id of a sync looks like 9f2c77d0-77aa-4f10-a2b4-0c9d1e5f7788."
    steps = [("You", "choose the sync in this company’s history.")]
    if not text:
        return Answer(Outcome.UNKNOWN, "No sync is chosen", "The address does not name one.", steps=steps)
    return Answer(
        Outcome.UNKNOWN, "This is not the id of a sync", reason, f"In the address: “{text[:80]}”", steps
    )


def trouble(error: CodatError, at: datetime | None, clock: Clock, *, own: bool) -> tuple[str, str]:
    """Say that what is shown is older or the list's: headline, and the rest as html."""
    source = "read before" if own else "that of the list"
    shown = f"What you see is {source}, from {times.near(at, clock.zone, clock.now)}."
    told = " ".join(part for part in (error.message, _correlation(error), shown) if part)
    return "This sync’s own record could not be read.", html(told)


def facts(
    record: CompanySyncStatus, told: ToldRange | None, place: str, clock: Clock
) -> list[tuple[str, str]]:
    """Give what Codat tells of the sync as (label, html)."""
    return [
        ("Outcome", parts.status(words.status_of(record))),
        ("Code", html(words.code_label(record.sync_status_code))),
        ("Codat’s status", _text(record.sync_status)),
        ("Meaning", html(words.code_words(record.sync_status_code).meaning)),
        ("Message", _quote(record.error_message)),
        ("Technical message", _quote(record.sync_exception_message)),
        ("Wrote data", html(words.wrote(record))),
        *_ran(record, clock),
        ("Range", _range(told, clock)),
        ("Place", place),
    ]


def ids(record: CompanySyncStatus, company_id: str, commerce_sync_id: str | None) -> list[tuple[str, str]]:
    """Give the ids, each with its copy button."""
    rows = [("Sync id", parts.whole_id(record.sync_id)), ("Company id", parts.whole_id(company_id))]
    if commerce_sync_id and commerce_sync_id != record.sync_id:
        rows.append(("Commerce sync id", parts.whole_id(commerce_sync_id)))
    return rows


def place_html(
    record: CompanySyncStatus,
    latest: CompanySyncStatus | None,
    success: CompanySyncStatus | None,
    address: str,
    clock: Clock,
) -> str:
    """Say whether it is the latest or the last successful one. `address`: where the latest one is shown."""
    said = [
        word
        for word, other in (("the latest sync", latest), ("the last successful sync", success))
        if same(record, other)
    ]
    if said:
        return html(", ".join(said))
    if latest is None or latest.sync_utc is None or not latest.sync_id:
        return _muted("not known")
    when = times.near(latest.sync_utc, clock.zone, clock.now)
    return f'not the latest; that ran <a href="{html(address)}">{html(when)}</a>'


def same(record: CompanySyncStatus, other: CompanySyncStatus | None) -> bool:
    """Tell whether two records are of one sync."""
    return other is not None and bool(record.sync_id) and record.sync_id == other.sync_id


def around(record: CompanySyncStatus | None, syncs: Iterable[CompanySyncStatus]) -> Around:
    """Find the syncs before and after this one, by time; equal times in the order of their ids."""
    if record is None or record.sync_utc is None:
        return Around()
    here = (record.sync_utc, record.sync_id or "")
    timed = [((each.sync_utc, each.sync_id or ""), each) for each in syncs if each.sync_utc and each.sync_id]
    before = max((each for each in timed if each[0] < here), key=lambda each: each[0], default=None)
    after = min((each for each in timed if each[0] > here), key=lambda each: each[0], default=None)
    return Around(before[1] if before else None, after[1] if after else None)


def link_label(record: CompanySyncStatus, clock: Clock) -> str:
    """Give the words of a link to another sync: "✕ 19 Nov 02:18"."""
    mark = look_of(words.status_of(record)).mark
    return f"{mark} {times.near(record.sync_utc, clock.zone, clock.now)}"


def for_support(
    record: CompanySyncStatus | None, company_id: str, told: ToldRange | None, error: CodatError | None
) -> str:
    """Give what Codat's support asks for, as plain text: ids, codes, times in UTC, the messages."""
    if record is None:
        return ""
    when = times.iso_utc(record.sync_utc) or f"not readable: {record.sync_utc_text}"
    code = "none" if record.sync_status_code is None else str(record.sync_status_code)
    rows = [
        ("Company id", company_id),
        ("Sync id", record.sync_id),
        ("Status", f"{code} {record.sync_status or ''}".strip()),
        ("Sync time (UTC)", when if record.sync_utc_text else "not told"),
        ("Data pushed", words.wrote(record)),
        ("Error message", _cut(record.error_message)),
        ("Exception message", _cut(record.sync_exception_message)),
        ("Range (UTC)", _utc_range(told)),
        ("Correlation id of a failed read", error.correlation_id if error else None),
    ]
    return "\n".join(["Sync for Commerce", *(f"{label}: {value}" for label, value in rows if value)])


def as_text(raw: bytes) -> str:
    """Give a record's bytes as text, unchanged."""
    return raw.decode("utf-8", "backslashreplace")


def as_it_came(raw: bytes) -> str:
    r"""Give a record's JSON on lines of its own, every token as it came; what can't be seen is a \u escape.

    The record was read, so this is JSON; numbers, escapes and names given twice stay as they are.
    """
    lines, depth, last = [""], 0, ""
    for piece in _TOKEN.findall(visible(as_text(raw))):
        if piece in {"}", "]"}:
            depth -= 1
            if last not in {"{", "["}:
                lines.append("  " * depth)
        elif last in {"{", "[", ","}:
            lines.append("  " * depth)
        lines[-1] += ": " if piece == ":" else piece
        depth += piece in {"{", "["}
        last = piece
    return "\n".join(lines)


def _steps(
    record: CompanySyncStatus,
    success: CompanySyncStatus | None,
    steps: Sequence[tuple[str, str]],
    clock: Clock,
) -> Sequence[tuple[str, str]]:
    later = success.sync_utc if success else None
    if outcome_of(record) is not Outcome.FAILED or later is None or record.sync_utc is None:
        return steps
    if later <= record.sync_utc:
        return steps
    when = times.near(later, clock.zone, clock.now)
    later_one = f"a later sync succeeded, {when}; whether it covered these days is not told."
    return [("Mind", later_one), *steps]


def _ran(record: CompanySyncStatus, clock: Clock) -> list[tuple[str, str]]:
    came = record.sync_utc_text
    if not came:
        return [("Ran", _muted("not told by Codat"))]
    as_text = f'<span class="d-code">{html(came[:80])}</span>'
    if record.sync_utc is None:
        return [("Ran", f"not readable as a time: {as_text}")]
    lead = record.sync_utc - clock.now
    ahead = _small(times.ahead_of_clock(lead)) if lead > CLOCKS_DIFFER else ""
    return [
        ("Ran", html(times.all_zones(record.sync_utc, clock.merchant, clock.mine)) + ahead),
        ("As it came", as_text),
    ]


def _range(told: ToldRange | None, clock: Clock) -> str:
    if told is None:
        return _muted("not told by Codat")
    shown = html(times.span(told.start, told.finish, clock.zone, clock.now))
    unsure = "" if told.certain else _small("most likely: it was the only new sync after the start")
    return shown + _small(_utc_range(told)) + unsure


def _utc_range(told: ToldRange | None) -> str:
    if told is None:
        return ""
    return f"{times.iso_utc(told.start) or '?'} – {times.iso_utc(told.finish) or '?'}"


def _correlation(error: CodatError) -> str:
    return f"Codat’s correlation id: {error.correlation_id}." if error.correlation_id else ""


def _text(text: str | None) -> str:
    return html(text) if text else _muted("not told")


def _quote(text: str | None) -> str:
    return parts.quote(text) if text else _muted("none")


def _small(text: str) -> str:
    return f' <span class="d-small">{html(text)}</span>'


def _muted(text: str) -> str:
    return f'<span class="d-muted">{html(text)}</span>'


def _cut(text: str | None) -> str:
    if text and len(text) > _MOST_FOR_SUPPORT:
        return f"{text[:_MOST_FOR_SUPPORT]}… (cut: {len(text):,} characters in all)"
    return text or ""
