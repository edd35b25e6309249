"""Wording for syncs that Codat skipped as duplicates, shared by Company, Sync and Start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.insight.causes.catalogue import SKIPPED as CAUSE
from dashboard.insight.causes.catalogue import named
from dashboard.insight.skipped import Missing
from dashboard.insight.verdict.streak import SWITCHED_OFF_AFTER
from dashboard.views.cause_words import NO_ACTION

if TYPE_CHECKING:
    from dashboard.insight.verdict.streak import Streak
    from dashboard.views.cause_words import Steps
    from dashboard.views.verdict.voice import Voice

SKIPPED: Final = "Codat skipped this sync as a duplicate"
AGAIN: Final = "The latest syncs overlap an earlier one, so Codat skipped them."
ASK_WHY: Final[Steps] = (("You", "ask Codat support why it was skipped again; copy the text for them."),)
_ASK_IF_COUNTED: Final[Steps] = (
    ("You", "ask Codat support whether days with a skipped sync count as failing."),
)
_ASK_IF_SKIPPED_AGAIN: Final = named(CAUSE).steps[1]
_COMPARE: Final[Steps] = (
    ("You", "check whether an earlier sync covered these days. If so, nothing is missing."),
    ("You", "if not, ask Codat support, and give them this sync’s id."),
)
_READINGS: Final = {
    Missing.NOTHING: "By Codat’s schedule, no sales are missing.",
    Missing.THESE_DAYS: "By Codat’s schedule, no earlier sync covers these days.",
    Missing.NOT_KNOWN: "It’s not clear whether an earlier sync covers all these days.",
}


def reading(missing: Missing) -> str:
    """Say whether the days of a skipped sync are missing."""
    return _READINGS[missing]


def steps(missing: Missing, following: str = "the next sync") -> Steps:
    """Return who does what after a skipped sync, by its days. `following`: the next sync, in words."""
    if missing is Missing.NOT_KNOWN:
        return _COMPARE
    rest = "the rest" if missing is Missing.NOTHING else "these days"
    return ((NO_ACTION, f"{following} picks up {rest}."), _ASK_IF_SKIPPED_AGAIN)


def headline(voice: Voice) -> str:
    """Return Company's answer where the latest sync was skipped, in at most 60 characters."""
    missing = voice.verdict.missing_after_skipped
    if missing is Missing.NOTHING:
        return "No sales are missing; the latest sync was skipped"
    if missing is Missing.THESE_DAYS and voice.since:
        return f"No sync covers sales since {voice.since}"
    if not voice.since:
        return "The latest sync was skipped as a duplicate"
    return voice.headline(f"It’s unclear whether sales since {voice.since} are in {{books}}")


def reasons(voice: Voice) -> list[str]:
    """Return why the latest sync was skipped, and whether its days are missing, as sentences."""
    verdict = voice.verdict
    skipped = verdict.skipped
    night = skipped is not None and skipped.timed and voice.last_night(skipped.at)
    which = "Last night’s sync" if night else "The latest sync"
    first = AGAIN if verdict.skipped_again else f"{which} overlaps an earlier one, so Codat skipped it."
    return [first, many(verdict.streak), reading(verdict.missing_after_skipped)]


def company_steps(voice: Voice) -> Steps:
    """Return who does what where the latest sync was skipped; two in a row need an explanation from Codat."""
    verdict, missing = voice.verdict, voice.verdict.missing_after_skipped
    if verdict.skipped_again and missing is not Missing.NOTHING:
        return ASK_WHY
    if verdict.streak.many_skipped:
        return _ASK_IF_COUNTED
    due = voice.coming
    return steps(missing, f"the next sync, due {voice.near(due)}," if due else "the next sync")


def many(streak: Streak) -> str:
    """Say that Codat may count the many days in a row that ended in a skipped sync; "" for few of them."""
    if not streak.many_skipped:
        return ""
    days = f"{streak.skipped_since} days in a row ended in a skipped sync"
    return f"{days}; Codat may count these towards its {SWITCHED_OFF_AFTER}-day limit."


def between(skipped: int) -> str:
    """Return "; skipped syncs on 2 of these days", as Codat may not count those; "" for none."""
    return f"; skipped syncs on {skipped:,} of these days" if skipped else ""
