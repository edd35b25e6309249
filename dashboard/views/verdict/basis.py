"""What a verdict rests on, in sentences: Codat's word, what we infer, and what was not to be had."""

from __future__ import annotations

from dashboard.insight.verdict.judge import FactBasis, Lack, State
from dashboard.views import skipped_words, times
from dashboard.views.verdict import emptiness_text
from dashboard.views.verdict.voice import Voice


def known_of(voice: Voice) -> list[str]:
    """Return what rests on Codat's word."""
    verdict = voice.verdict
    told = []
    if verdict.last_success and verdict.last_success.timed:
        told.append(f"The last successful sync ran on {voice.moment(verdict.last_success.at)}.")
    if verdict.state is State.SWITCHED_OFF:
        told.append("The sync settings say that it is switched off.")
    if verdict.gap and verdict.gap.told and verdict.gap.covered_to:
        told.append(f"Codat told us that sales up to {voice.moment(verdict.gap.covered_to)} were covered.")
    return told


def inferred_of(voice: Voice) -> list[str]:
    """Return what we infer, each with what could make it wrong."""
    verdict = voice.verdict
    basis = {fact.name: fact.basis for fact in verdict.facts}
    told = []
    if verdict.gap and basis.get("gap") is FactBasis.DERIVED:
        told.append(
            "What is in the books is derived from Codat’s schedule: a sync covers the sales up to its due"
            " date. A changed schedule, a new start date or a sync by hand in between can make it otherwise."
        )
    if verdict.streak.days:
        told.append(
            "The failing days are our count, in the merchant’s days: Codat tells neither its own nor by which"
            " clock it counts."
        )
    if verdict.streak.skipped:
        told.append(
            "Codat doesn’t say whether it counts a day with a skipped sync. Here, such a day counts"
            " between two failing days."
        )
    if many := skipped_words.many(verdict.streak):
        told.append(many)
    if verdict.quiet.unusual:
        told.append(emptiness_text.WEEKDAYS_TELL)
    if verdict.next_due:
        told.append(
            "When the next sync is due follows from the schedule; Codat often runs it some time later."
        )
    return told


def lacks_of(voice: Voice) -> list[str]:
    """Return what the verdict had to do without, and what it had to take as it came."""
    return [
        _CLOCK.format(ahead=times.ahead_of_clock(voice.verdict.lead)) if each is Lack.CLOCK else _LACKS[each]
        for each in voice.verdict.lacks
    ]


_CLOCK = "Codat’s time for the latest sync is {ahead}; one of the two clocks is wrong."
_LACKS = {
    Lack.SYNCS: "The list of syncs has not been read, so failing days are not counted.",
    Lack.CONNECTIONS: "The connections have not been read, so whether both sides are linked is not known.",
    Lack.CONFIGURATION: "The set-up has not been read, so what is missing can’t be derived.",
    Lack.SCHEDULE: "Codat reports no usable daily schedule, so what is missing can’t be derived.",
    Lack.ZONE: "The merchant’s time zone is not known here, so days and due times are counted in UTC.",
    Lack.TIMES: "Some syncs have no time that can be read; they are left out.",
    Lack.LATEST_TIME: "The latest sync has no readable time; its place in the order is our guess.",
    Lack.AHEAD: "Some syncs bear a time that has not come yet; they are left out.",
}
