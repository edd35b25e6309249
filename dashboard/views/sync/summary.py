"""The answer of the Sync page: how one sync ended, why, and who does what. Plain text, not escaped.

Functions whose name ends in `_html` return escaped HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from codat_client import CodatError, CompanySyncStatus, NotFound
from dashboard.foreign_text import html, one_line
from dashboard.insight.outcome import Outcome
from dashboard.views import components, skipped_words, words
from dashboard.views.cause_words import Why, capital
from dashboard.views.clock import PageClock
from dashboard.views.components import Answer
from dashboard.views.reads.read_errors import correlation
from dashboard.views.theme import LATE, PARTLY

_HEADLINES: Final = {
    Outcome.SUCCEEDED: "This sync wrote data",
    Outcome.NOTHING_TO_WRITE: "This sync found nothing to write",
    Outcome.FAILED: "This sync failed",
    Outcome.SKIPPED: skipped_words.SKIPPED,
    PARTLY: "This sync failed after writing some data",
    Outcome.RUNNING: "This sync is running",
    Outcome.UNKNOWN: "This sync’s outcome is unknown",
}
_EXAMPLE_ID: Final = "9f2c77d0-77aa-4f10-a2b4-0c9d1e5f7788"


def answer(
    record: CompanySyncStatus, success: CompanySyncStatus | None, clock: PageClock, why: Why
) -> Answer:
    """Return how the sync ended, why, and who does what. `success`: the last successful sync, if known.

    A stuck sync has Company's mark and words: Codat still reports it as running, but that is unlikely.
    """
    status, said = headline(record, clock.near(record.sync_utc), stuck=why.stuck)
    return Answer(status, said, why.reason, why.said, _steps(why, success, clock))


def headline(record: CompanySyncStatus, when: str, *, stuck: bool = False) -> tuple[str, str]:
    """Return the status of a sync, and how it ended. `when`: its time in words."""
    if stuck:
        return LATE, f"This sync has been running since {when}"
    status = words.status_of(record)
    said = _HEADLINES.get(status, _HEADLINES[Outcome.UNKNOWN])
    if status is Outcome.SUCCEEDED and record.data_pushed is False:
        said = "This sync succeeded"
    return status, said + (f", {when}" if record.sync_utc else "")


def started_html(who: str, at: datetime, clock: PageClock, links_html: str) -> str:
    """Return who started the sync from here, and when. `who`: in words, "" without a name."""
    said = html(f"{capital(words.started_here(who))}, {clock.near(at)}.")
    return f'<div class="d d-gutter"><p class="d-small">{said} {links_html}</p></div>'


def not_found(error: CodatError | None, tried: str = "") -> Answer:
    """Return the answer if there is no record to show.

    `error`: why the read failed, if it did. `tried`: when that was, as a sentence, if it is known.
    """
    if error is None or isinstance(error, NotFound):
        return Answer(
            Outcome.UNKNOWN,
            "Codat has no sync with this id here",
            "It isn’t in this company’s list either. Codat finds a sync only together with its company.",
            error.message if error else "",
            [("You", "look for it in this company’s history, or check which company the id belongs to.")],
        )
    return Answer(
        Outcome.UNKNOWN,
        "This sync couldn’t be loaded",
        f"{error.message} {tried}".rstrip(),
        correlation(error),
        [("You", "try again with the button at the top right.")],
    )


def bad_id(text: str) -> Answer:
    """Return the answer if the address has no valid id of a sync. `text`: what it has instead."""
    steps = [("You", "choose the sync in this company’s history.")]
    if not text:
        return Answer(Outcome.UNKNOWN, "No sync is chosen", "The address doesn’t name one.", steps=steps)
    reason = f"A sync’s id looks like {_EXAMPLE_ID}."
    quoted = f"In the address: “{one_line(text, 80)}”"
    return Answer(Outcome.UNKNOWN, "This is not a sync’s id", reason, quoted, steps)


def outdated_html(
    error: CodatError, at: datetime | None, clock: PageClock, *, own: bool, tried: str = ""
) -> str:
    """Return the notice that the sync couldn't be loaded, and which record is shown instead.

    `at`: when that record was read. `own`: it came from an earlier read of the sync, not from the list.
    `tried`: as in `not_found`.
    """
    source = "an earlier record" if own else "the record from the list"
    shown = f"This page shows {source}, from {clock.near(at)}."
    text = " ".join(part for part in (error.message, tried, correlation(error), shown) if part)
    return components.notice(LATE, "This sync’s record couldn’t be loaded.", html(text))


def _steps(why: Why, success: CompanySyncStatus | None, clock: PageClock) -> Sequence[tuple[str, str]]:
    later = success.sync_utc if success else None
    if not why.may_be_covered or later is None:
        return why.steps
    when = clock.near(later)
    note = f"a later sync succeeded, {when}; Codat doesn’t report whether it covered these days."
    return [("Note", note), *why.steps]
