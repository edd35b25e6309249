"""Healthy merchants with untidy records: times, codes, texts, order, damage."""

from __future__ import annotations

from sandbox.case import Case
from sandbox.hostile import NAME as HOSTILE_NAME
from sandbox.outcomes import Outcome

UNTIDY_RECORDS: tuple[Case, ...] = (
    Case(
        case="odd-times",
        name="Café Lumière",
        promise=(
            "Times in every form: seven digits, offset, no zone, bare date, null, missing, unreadable. "
            "All is well."
        ),
        zone="Europe/Paris",
        oddity="odd-times",
    ),
    Case(
        case="odd-codes",
        name="Slate & Silver Jewellery",
        promise=(
            'Codes as text ("2000", " 2000 ", "2000,"), as 2000.0; dataPushed as "true" and 1. All is well.'
        ),
        oddity="odd-codes",
    ),
    Case(
        case="hostile-text",
        name=HOSTILE_NAME,
        promise=(
            "Scripts, markdown, formulas, bidi marks, 100 kB messages in every text field; failing four days."
        ),
        failing=4,
        failure=Outcome(5130, "PushError", "hostile"),
        oddity="hostile-text",
    ),
    Case(
        case="unknown-codes",
        name="Riddle & Rune Games",
        promise="The latest code, 3000, is in no document, and so are some before. A start ends in 7000.",
        shape="unknown-codes",
        end=Outcome(7000, "Paused", "Waiting for approval"),
    ),
    Case(
        case="new-fields",
        name="Tomorrow Lane Optics",
        promise="Records carry fields that no document names yet; all is well.",
        oddity="new-fields",
    ),
    Case(
        case="unsorted",
        name="Jumble Row Antiques",
        promise="The list of syncs comes in no order; all is well.",
        oddity="unsorted",
    ),
    Case(
        case="damaged",
        name="Cracked Pot Ceramics",
        promise="20 records of the list can't be right (wrong types, no objects); all others are well.",
        oddity="damaged",
    ),
    Case(
        case="as-documented",
        name="Chapter & Verse Prints",
        promise=(
            "get_status answers a list, as the docs' words say; the hour is named syncHourUtc. All is well."
        ),
        oddity="as-documented",
    ),
)
