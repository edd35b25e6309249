"""What a verdict is based on, in sentences: what Codat reported, what is inferred, what was lacking."""

from __future__ import annotations

from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.verdict import FactBasis, Lack
from dashboard.views import skipped_words, times
from dashboard.views.verdict import emptiness_text
from dashboard.views.verdict.voice import Voice


def known_of(voice: Voice) -> list[str]:
    """Return what Codat reported."""
    verdict = voice.verdict
    lines = []
    if verdict.last_success and verdict.last_success.timed:
        lines.append(f"The last successful sync ran on {voice.moment(verdict.last_success.at)}.")
    if verdict.state is State.SWITCHED_OFF:
        lines.append("The sync settings say it’s switched off.")
    if verdict.gap and verdict.gap.reported and verdict.gap.covered_to:
        lines.append(f"Codat reported that sales up to {voice.moment(verdict.gap.covered_to)} were covered.")
    return lines


def inferred_of(voice: Voice) -> list[str]:
    """Return what we infer, each with what could make it wrong."""
    verdict = voice.verdict
    basis = {fact.name: fact.basis for fact in verdict.facts}
    lines = []
    if verdict.gap and basis.get("gap") is FactBasis.ESTIMATED:
        lines.append(
            "What’s in the books is estimated from Codat’s schedule: a sync covers sales up to its due date."
            " It’s off if the schedule or start date changed, or a sync was started by hand."
        )
    if verdict.streak.days:
        lines.append(
            "Days failing are our own count, in the merchant’s time zone. Codat reports neither its count nor"
            " its time zone."
        )
    if verdict.streak.skipped:
        lines.append(
            "Codat doesn’t say whether it counts a day with a skipped sync. Here, such a day counts"
            " between two failing days."
        )
    if many := skipped_words.many(verdict.streak):
        lines.append(many)
    if verdict.quiet.unusual:
        lines.append(emptiness_text.UNUSUAL_BY_OUR_COUNT)
    if verdict.next_due:
        lines.append("The next due time comes from the schedule; Codat often runs the sync a little later.")
    return lines


def lacks_of(voice: Voice) -> list[str]:
    """Return what data the verdict lacked, and what looked wrong in it."""
    return [
        _CLOCK.format(ahead=times.ahead_of_clock(voice.verdict.lead)) if each is Lack.CLOCK else _LACKS[each]
        for each in voice.verdict.lacks
    ]


_CLOCK = "Codat’s time for the latest sync is {ahead}; one of the two clocks is wrong."
_LACKS = {
    Lack.SYNCS: "The list of syncs hasn’t loaded, so failing days aren’t counted.",
    Lack.CONNECTIONS: "The connections haven’t loaded, so we can’t tell whether both sides are linked.",
    Lack.CONFIGURATION: "The set-up hasn’t loaded, so missing sales can’t be estimated.",
    Lack.SCHEDULE: "Codat reports no usable daily schedule, so missing sales can’t be estimated.",
    Lack.ZONE: "The merchant’s time zone isn’t recognised, so days and due times are in UTC.",
    Lack.TIMES: "Some syncs have no readable time, so they’re left out.",
    Lack.LATEST_TIME: "The latest sync has no readable time; its place in the order is our guess.",
    Lack.AHEAD: "Some syncs have a time in the future, so they’re left out.",
}
