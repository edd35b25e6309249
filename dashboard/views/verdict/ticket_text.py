"""The answer as plain text for a ticket, complete when read months later.

One fact a line, times in full on the merchant's clock, no marks, and nothing that counts from today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.foreign_text import one_line
from dashboard.views.cause_words import step_line
from dashboard.views.components import Number
from dashboard.views.verdict.voice import Voice


@dataclass(frozen=True)
class Said:
    """The words of an answer: its headline, reasons, Codat's own words ("" if none), steps and numbers."""

    headline: str
    reasons: Sequence[str]
    codats: str
    steps: Sequence[tuple[str, str]]
    numbers: Sequence[Number]


def ticket_text(voice: Voice, said: Said, company_id: str = "") -> str:
    """Return the ticket; `voice` and `said` are for the record. The page adds its address."""
    return "\n".join(
        [said.headline, *_lines(said), *(f"{label}: {value}" for label, value in _whose(voice, company_id))]
    )


def with_address(ticket: str, address: str) -> str:
    """Add where the page is, if that is known."""
    return f"{ticket}\nPage: {address}" if address else ticket


def _lines(said: Said) -> Iterator[str]:
    yield from (each for each in said.reasons if each)
    if said.codats:
        yield said.codats
    for place, step in enumerate(said.steps, 1):
        yield f"{place}. {third_person(*step)}"
    yield from map(_number, said.numbers)


def third_person(who: str, what: str) -> str:
    """Return a step in the third person: "You" becomes the support team."""
    return step_line(*step_in_third_person(who, what))


def step_in_third_person(who: str, what: str) -> tuple[str, str]:
    """Return the same as (who, what)."""
    plain = what.replace("; copy the text for them", "").replace("with you", "with the support team")
    return "Support team" if who == "You" else who, plain


def _number(number: Number) -> str:
    value = " ".join(part for part in (number.value, number.rest) if part)
    return f"{number.label}: {value}" + (f" ({number.note})" if number.note else "")


def _whose(voice: Voice, company_id: str) -> Iterator[tuple[str, str]]:
    subject, latest = voice.verdict.subject, voice.verdict.latest
    run = subject or latest
    record = run.record if run else None
    if voice.names.company:
        yield "Company", one_line(voice.names.company, 120)
    yield "Company id", one_line(company_id or (record.company_id if record else "") or "unknown", 80)
    yield "Sync id", (one_line(record.sync_id, 80) if record else "") or "unknown"
    yield "As of", voice.moment(voice.now)
    yield "Time zone", f"{voice.verdict.zone.zone.key} (the merchant’s)"
