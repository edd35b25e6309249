"""Find the cause of a sync's outcome and what fixes it: the causes in causes.toml, by message or code.

The message takes precedence over the code: "no company was found" is for Codat to fix, although 4040 says to
link again. Messages are normalised before matching (lower case, no quotes, ids as "#", single blanks), and
only their beginning counts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from dashboard.insight.outcome import HasSyncOutcome, Outcome, outcome_of
from dashboard.insight.setup.mapping import Problem, SettingKind

FILE: Final = Path(__file__).with_name("causes.toml")
LONGEST_SHORT: Final = 20
_READ: Final = 2000
_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_NOISE = re.compile(r"[\"'`“”‘’„{}\[\]<>*_]+")
_FAMILY: Final = 1000
SKIPPED: Final = "overlap"
"""The key of the cause of a sync that was skipped as a duplicate."""
_AFTER_THE_FIX: Final = "after_the_fix"


class Actor(StrEnum):
    """Who acts first."""

    MERCHANT = "merchant"
    US = "us"
    PROVIDER = "provider"
    CODAT = "codat"
    NO_ONE = "no one"


class Start(StrEnum):
    """Whether starting a sync again helps: now, only after the fix, not at all, or not known."""

    NOW = "now"
    AFTER = "after"
    NO = "no"
    UNKNOWN = "unknown"


class CausesError(ValueError):
    """causes.toml has a mistake; the message names the file and the line."""


@dataclass(frozen=True)
class Cause:
    """One cause. Texts may hold {books}, {shop} and {side}, platforms' names; each step is (who, what).

    `patterns` match messages; `codes` apply if no message matches. `merchant`: the request to the merchant,
    "" if there is none. `relink`: the merchant needs the address to link again. `kinds`: the settings it is
    about; `problem`: what is wrong with them, None for any.
    """

    key: str
    short: str
    reason: str
    acts: Actor
    start: Start
    steps: tuple[tuple[str, str], ...] = ()
    merchant: str = ""
    relink: bool = False
    codes: tuple[int, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    name: str = ""
    kinds: tuple[SettingKind, ...] = ()
    problem: Problem | None = None

    @property
    def codats_name(self) -> str:
        """Codat's name of its codes, if any."""
        return self.name or self.short

    @property
    def in_settings(self) -> bool:
        """Whether the merchant fixes it in the sync settings."""
        return any(who == "Merchant" and "sync settings" in what for who, what in self.steps)


@dataclass(frozen=True)
class CauseMatch:
    """A cause, the raw message ("" if none), and whether it was recognised."""

    cause: Cause
    message: str
    recognised: bool


def normalised(message: str) -> str:
    """Return a message in the form that patterns are matched against."""
    folded = _NOISE.sub("", message[:_READ].casefold().replace("’", "'"))
    return " ".join(_ID.sub("#", folded).split())


def message_of(record: HasSyncOutcome) -> str:
    """Return Codat's message, else the technical one; "" if there is none."""
    return (record.error_message or "").strip() or (record.sync_exception_message or "").strip()


def cause_of(record: HasSyncOutcome) -> CauseMatch:
    """Return the cause of a sync's outcome: by either message, else its code, else its code's family."""
    message = message_of(record)
    if outcome_of(record) is Outcome.SKIPPED:
        return CauseMatch(named(SKIPPED), message, recognised=True)
    for text in (record.error_message, record.sync_exception_message):
        known = _by_message(text[:_READ]) if text else None
        if known:
            return CauseMatch(known, message, recognised=True)
    return CauseMatch(by_code(record.sync_status_code), message, recognised=not message)


@lru_cache(maxsize=512)
def _by_message(message: str) -> Cause | None:
    text = normalised(message)
    return next((each for each in causes().values() if any(one.search(text) for one in each.patterns)), None)


def by_code(code: int | None) -> Cause:
    """Return the cause of a code; an undocumented one has its family's, or an unknown cause."""
    book = causes()
    if code is None:
        return book["no-code"]
    known = next((each for each in book.values() if code in each.codes), None)
    return known or book.get(f"family-{code // _FAMILY}", book["unknown-code"])


def documented() -> dict[int, Cause]:
    """Return the meaning of each documented code, in order of the codes."""
    meant = {code: each for each in causes().values() for code in each.codes}
    return {code: meant[code] for code in sorted(meant)}


def named(key: str) -> Cause:
    """Return the cause of that key. Raises KeyError."""
    return causes()[key]


@cache
def causes() -> dict[str, Cause]:
    """Return all causes in the order of the file. Raises CausesError."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, Cause]:
    """Read the text of causes.toml; a mistake raises CausesError with its line."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CausesError(f"causes.toml can’t be read: {error}.") from None
    after_the_fix = tables.pop(_AFTER_THE_FIX, ())
    book = {key: _cause(key, table, text, after_the_fix) for key, table in tables.items()}
    for key in ("no-code", "unknown-code"):
        if key not in book:
            raise CausesError(f"causes.toml has no [{key}].")
    return book


def _cause(key: str, table: Any, text: str, after_the_fix: Sequence[str]) -> Cause:
    where = f"causes.toml, line {_line(key, text)}, [{key}]"
    try:
        made = Cause(
            key,
            short=_text(table, "short"),
            reason=_text(table, "reason"),
            acts=Actor(table["acts"]),
            start=Start(table["start"]),
            steps=_steps(table, after_the_fix),
            merchant=_text(table, "merchant") if "merchant" in table else "",
            relink=bool(table.get("relink", False)),
            codes=tuple(int(code) for code in table.get("codes", ())),
            patterns=tuple(re.compile(each) for each in table.get("patterns", ())),
            name=str(table.get("name", "")),
            kinds=tuple(SettingKind(each) for each in table.get("kinds", ())),
            problem=Problem(table["problem"]) if "problem" in table else None,
        )
        unknown = set(table) - _FIELDS
        _texts_fit(made)
    except (KeyError, ValueError, TypeError, AttributeError, re.error) as error:
        raise CausesError(f"{where}: {type(error).__name__}, {error}.") from None
    if unknown:
        raise CausesError(f"{where}: {', '.join(sorted(unknown))} is not known here.")
    if len(made.short) > LONGEST_SHORT:
        raise CausesError(f"{where}: short is longer than {LONGEST_SHORT} characters.")
    return made


_FIELDS = {"short", "reason", "acts", "start", "steps", "merchant", "relink", "codes", "patterns"}
_FIELDS |= {"name", "kinds", "problem"}


def _steps(table: Any, after_the_fix: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the steps of a cause; one that a start fixes only afterwards ends with that start."""
    last = [after_the_fix] if after_the_fix and table["start"] == Start.AFTER else []
    return tuple((str(who), str(what)) for who, what in [*table.get("steps", ()), *last])


def _text(table: Any, name: str) -> str:
    value = table[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be a text")
    return value


def _texts_fit(made: Cause) -> None:
    """Fill in the texts once, so that an unknown placeholder fails here and not on a page."""
    for text in (made.short, made.reason, made.merchant, *(part for step in made.steps for part in step)):
        text.format(books="", shop="", side="")


def _line(key: str, text: str) -> int:
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.strip() == f"[{key}]"), 0)


causes()  # so that a mistake in the file stops the program at its start
