"""Adapt steps to the reader: one who starts syncs, here or elsewhere, lacks the role for it, or only looks.

Every text that asks for a start passes `for_reader`, so that no one is asked to do what they can't do here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from dashboard.foreign_text import attribute, html
from dashboard.views.cause_words import Steps

_NOT_HERE, _NOT_WITH_ROLE = "(not possible from here)", "(an operator can)"
_OTHER_DAYS = "for the days not entered by hand"
_START = re.compile(
    r"\bstart (?:a|the first|the) sync"
    rf"(?![^.;]*(?:{re.escape(_NOT_HERE)}|{re.escape(_NOT_WITH_ROLE)}))"
    rf"(?: up to now| for the missing days(?: from [\w ]+)?| {re.escape(_OTHER_DAYS)})?"
)
_UP_TO_NOW = re.compile(r"(start a sync) up to now")
_COPY = "; copy the text for them"
YOU, SUPPORT, MERCHANT = "You", "Support", "Merchant"


class Reader(StrEnum):
    """What the person may do."""

    STARTS = "starts"
    STARTS_ELSEWHERE = "starts_elsewhere"
    LACKS_ROLE = "lacks_role"
    ONLY_LOOKS = "only_looks"


_WHY_NOT = {Reader.STARTS_ELSEWHERE: _NOT_HERE, Reader.LACKS_ROLE: _NOT_WITH_ROLE}


def reader_of(*, read_only: bool, may_start: bool, lacks_role: bool = False) -> Reader:
    """Return who reads.

    `read_only` is the setting, `may_start` whether a sync may be started from here, `lacks_role` whether
    someone who has signed in may start none with their role.
    """
    if read_only:
        return Reader.ONLY_LOOKS
    if lacks_role:
        return Reader.LACKS_ROLE
    return Reader.STARTS if may_start else Reader.STARTS_ELSEWHERE


def for_reader(steps: Iterable[tuple[str, str]], reader: Reader) -> Steps:
    """Return the steps as this reader can do them; for a read-only reader, as what support does."""
    return tuple(_adapted(who, what, reader) for who, what in steps)


def for_days(steps: Iterable[tuple[str, str]], since: str) -> Steps:
    """Return the steps with a start for the missing days instead of one up to now.

    `since`: the first missing day in words; "" leaves it out.
    """
    from_then = f" from {since}" if since else ""
    return tuple((who, _UP_TO_NOW.sub(rf"\1 for the missing days{from_then}", what)) for who, what in steps)


def for_other_days(steps: Iterable[tuple[str, str]], from_day: str) -> Steps:
    """Return the steps without a start for the days entered by hand, which one up to now would cover.

    The nightly syncs mustn't cover them either, so the merchant first sets another start date.
    """
    new_start = (MERCHANT, f"in the sync settings, set the sync to start {from_day} not entered by hand.")
    left = list[tuple[str, str]]()
    for who, what in steps:
        changed = _UP_TO_NOW.sub(rf"\1 {_OTHER_DAYS}", what)
        if changed != what and new_start not in left:
            left.append(new_start)
        left.append((who, changed))
    return tuple(left)


def texts_html(steps: Iterable[tuple[str, str]], start_address: str) -> list[str]:
    """Return the text of each step as html; the first that tells the reader to start a sync links there.

    `start_address`: where they can; "" for no link.
    """
    shown = []
    for who, what in steps:
        found = _START.search(what) if who == YOU and start_address else None
        shown.append(_linked(what, found.span(), start_address) if found else html(what))
        start_address = "" if found else start_address
    return shown


def _linked(text: str, span: tuple[int, int], address: str) -> str:
    begin, end = span
    link = f'<a href="{attribute(address)}">{html(text[begin:end])}</a>'
    return f"{html(text[:begin])}{link}{html(text[end:])}"


def orders_a_start(what: str) -> bool:
    """Return whether a step says to start a sync."""
    return _START.search(what) is not None


def _adapted(who: str, what: str, reader: Reader) -> tuple[str, str]:
    if who != YOU or reader is Reader.STARTS:
        return who, what
    if reader in _WHY_NOT:
        return who, _START.sub(rf"\g<0> {_WHY_NOT[reader]}", what)
    return SUPPORT, what.replace(_COPY, "").replace("with you", "with them")
