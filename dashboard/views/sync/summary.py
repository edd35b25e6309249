"""The words of the Sync page: what became of one sync, and the facts of it.

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
from dashboard.insight.causes.catalogue import by_code
from dashboard.insight.outcome import SUCCESSES, Outcome, in_one_instant, outcome_of
from dashboard.insight.runs import CLOCKS_DIFFER
from dashboard.insight.start.attempt import ReportedRange
from dashboard.insight.sync_range import SyncRange
from dashboard.insight.verdict.subject import same
from dashboard.insight.zone import MerchantZone
from dashboard.views import components, range_words, skipped_words, times, words
from dashboard.views.cause_words import Names, Why, reason
from dashboard.views.components import Answer
from dashboard.views.theme import LATE, PARTLY, look_of

_HEADLINES = {
    Outcome.SUCCEEDED: "This sync wrote data",
    Outcome.NOTHING_TO_WRITE: "This sync found nothing to write",
    Outcome.FAILED: "This sync failed",
    Outcome.SKIPPED: skipped_words.SKIPPED,
    PARTLY: "This sync failed, partly written",
    Outcome.RUNNING: "This sync is running",
    Outcome.UNKNOWN: "How this sync ended is not known",
}
_MOST_INDENT = 20
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


@dataclass(frozen=True)
class SyncPageClock:
    """The zones that a time is told in (`zone` is the one shown), and the page's now."""

    merchant: MerchantZone
    mine: ZoneInfo | None
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True)
class Around:
    """The sync before and the one after, in order; None at the ends and for a sync without a time."""

    before: CompanySyncStatus | None = None
    after: CompanySyncStatus | None = None

    @property
    def named(self) -> list[tuple[str, CompanySyncStatus]]:
        """Those there are, each with its word."""
        both = (("Before", self.before), ("After", self.after))
        return [(word, each) for word, each in both if each is not None]


def answer(
    record: CompanySyncStatus, success: CompanySyncStatus | None, clock: SyncPageClock, why: Why
) -> Answer:
    """Say what became of the sync, why, and what to do. `success`: the last successful sync, if known.

    A stuck sync has Company's mark and words: Codat still reports it as running, but hardly rightly.
    """
    status = words.status_of(record)
    headline = _HEADLINES.get(status, _HEADLINES[Outcome.UNKNOWN])
    if status is Outcome.SUCCEEDED and record.data_pushed is False:
        headline = "This sync succeeded"
    when = times.near(record.sync_utc, clock.zone, clock.now)
    ran = f", {when}" if record.sync_utc else ""
    if why.stuck:
        status, headline, ran = LATE, "This sync has been running", f" since {when}"
    return Answer(status, headline + ran, why.reason, why.said, _steps(why, success, clock))


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


def trouble(error: CodatError, at: datetime | None, clock: SyncPageClock, *, own: bool) -> tuple[str, str]:
    """Say that what is shown is older or the list's: headline, and the rest as html."""
    source = "read before" if own else "that of the list"
    shown = f"What you see is {source}, from {times.near(at, clock.zone, clock.now)}."
    told = " ".join(part for part in (error.message, _correlation(error), shown) if part)
    return "This sync’s own record could not be read.", html(told)


def facts(
    record: CompanySyncStatus,
    covers: SyncRange,
    likely: ReportedRange | None,
    place: str,
    clock: SyncPageClock,
) -> list[tuple[str, str]]:
    """Give what is known of the sync as (label, html).

    `covers`: its range. `likely`: what Codat told of a start that is most likely this sync, as nothing else
    was new after it; None where there is none, or where it is for certain.
    """
    return [
        ("Outcome", components.status(words.status_of(record))),
        ("Code", html(words.code_label(record.sync_status_code))),
        ("Codat’s status", _text(record.sync_status)),
        ("Meaning", html(reason(by_code(record.sync_status_code), Names()))),
        ("Message", _quote(record.error_message)),
        ("Technical message", _quote(record.sync_exception_message)),
        ("Wrote data", html(words.wrote(record))),
        *_ran(record, clock),
        ("Range", range_words.as_html(covers, clock.zone, clock.now) + _likely(likely, clock)),
        ("Place", place),
    ]


def ids(record: CompanySyncStatus, company_id: str, commerce_sync_id: str | None) -> list[tuple[str, str]]:
    """Give the ids, each with its copy button."""
    rows = [("Sync id", components.whole_id(record.sync_id)), ("Company id", components.whole_id(company_id))]
    if commerce_sync_id and commerce_sync_id != record.sync_id:
        rows.append(("Commerce sync id", components.whole_id(commerce_sync_id)))
    return rows


def place_html(
    record: CompanySyncStatus,
    latest: CompanySyncStatus | None,
    success: CompanySyncStatus | None,
    address: str,
    clock: SyncPageClock,
) -> str:
    """Say whether it is the latest or the last successful one. `address`: where the latest one is shown."""
    good = (
        success if outcome_of(record) in SUCCESSES else None
    )  # Codat may name one that its code calls failed
    said = [
        word
        for word, other in (("the latest sync", latest), ("the last successful sync", good))
        if same(record, other)
    ]
    if said:
        return html(", ".join(said))
    if latest is None or latest.sync_utc is None or not latest.sync_id:
        return _muted("not known")
    when = times.near(latest.sync_utc, clock.zone, clock.now)
    return f'not the latest; that ran <a href="{html(address)}">{html(when)}</a>'


def around(
    record: CompanySyncStatus | None, syncs: Iterable[CompanySyncStatus], latest: CompanySyncStatus | None
) -> Around:
    """Find the syncs before and after this one, by time, those of one instant by their one rule.

    `latest`: the sync that Codat calls the latest.
    """
    if record is None or record.sync_utc is None:
        return Around()
    here, latest_id = record.sync_utc, latest.sync_id if latest else None
    others = (each for each in syncs if each.sync_id and not same(each, record))
    timed = [(each.sync_utc, each) for each in others if each.sync_utc]
    earlier = max((at for at, _ in timed if at < here), default=here)
    later = min((at for at, _ in timed if at > here), default=here)
    near = [(at, each) for at, each in timed if at in {earlier, here, later}]
    near.append((here, record))
    near.sort(key=lambda one: (one[0], _in_one_instant(one[1], latest_id)))
    place = near.index((here, record))
    before, after = near[:place], near[place + 1 :]
    return Around(before[-1][1] if before else None, after[0][1] if after else None)


def _in_one_instant(
    record: CompanySyncStatus, latest_id: str | None
) -> tuple[bool, int, bool, tuple[int, ...]]:
    return in_one_instant(outcome_of(record), record.sync_id, latest_id)


def link_label(record: CompanySyncStatus, clock: SyncPageClock) -> str:
    """Give the words of a link to another sync: "✕ 19 Nov 02:18"."""
    mark = look_of(words.status_of(record)).mark
    return f"{mark} {times.near(record.sync_utc, clock.zone, clock.now)}"


def as_text(raw: bytes) -> str:
    """Give a record's bytes as text, unchanged."""
    return raw.decode("utf-8", "backslashreplace")


def as_it_came(raw: bytes) -> str:
    r"""Give a record's JSON on lines of its own, every token as it came; what can't be seen is a \u escape.

    The record was read, so this is JSON; numbers, escapes and names given twice stay as they are. What is
    nested deeper than `_MOST_INDENT` is moved in no further.
    """
    lines, depth, last = [""], 0, ""
    for piece in _TOKEN.findall(visible(as_text(raw))):
        if piece in {"}", "]"}:
            depth -= 1
            if last not in {"{", "["}:
                lines.append("  " * min(depth, _MOST_INDENT))
        elif last in {"{", "[", ","}:
            lines.append("  " * min(depth, _MOST_INDENT))
        lines[-1] += ": " if piece == ":" else piece
        depth += piece in {"{", "["}
        last = piece
    return "\n".join(lines)


def _steps(why: Why, success: CompanySyncStatus | None, clock: SyncPageClock) -> Sequence[tuple[str, str]]:
    later = success.sync_utc if success else None
    if not why.may_be_covered or later is None:
        return why.steps
    when = times.near(later, clock.zone, clock.now)
    later_one = f"a later sync succeeded, {when}; whether it covered these days is not told."
    return [("Mind", later_one), *why.steps]


def _ran(record: CompanySyncStatus, clock: SyncPageClock) -> list[tuple[str, str]]:
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


def _likely(told: ReportedRange | None, clock: SyncPageClock) -> str:
    if told is None:
        return ""
    span = times.span(told.start, told.finish, clock.zone, clock.now)
    start = "Started" if told.certain else "Most likely started"
    return _small(f"{start} from here; Codat reported the range {span}.")


def _correlation(error: CodatError) -> str:
    return f"Codat’s correlation id: {error.correlation_id}." if error.correlation_id else ""


def _text(text: str | None) -> str:
    return html(text) if text else _muted("not told")


def _quote(text: str | None) -> str:
    return components.quote(text) if text else _muted("none")


def _small(text: str) -> str:
    return f' <span class="d-small">{html(text)}</span>'


def _muted(text: str) -> str:
    return f'<span class="d-muted">{html(text)}</span>'
