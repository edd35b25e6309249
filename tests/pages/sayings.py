"""What each page and text says of one merchant's failure, read as it is shown: cause, remedy, who acts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from dashboard.insight.causes.catalogue import Cause, causes

ANY_NAME = r".{1,60}"
_FILLED = re.compile(r"\\\{(?:books|shop|side)\\\}")
_YEAR = re.compile(r"(?<=[A-Z][a-z]{2}) \d{4}\b")
_STEP = re.compile(r"<li><b>(.*?)</b><span>(.*?)</span></li>")
_TAG = re.compile("<[^>]+>")


@dataclass(frozen=True)
class Says:
    """What one place says: the cause's short name, the steps, who acts first; "" for what it leaves out."""

    place: str
    cause: str
    remedy: str = ""
    acts: str = ""


def pattern(text: str) -> re.Pattern[str]:
    """Find a text of causes.toml again, whatever names stand in it."""
    known = _FILLED.sub(ANY_NAME, re.escape(text.rstrip(".").replace("The merchant’s", "{side}")))
    return re.compile(known, re.IGNORECASE)


def _in(text: str, field: str) -> Iterable[Cause]:
    seen = [(each, getattr(each, field)) for each in causes().values()]
    return [each for each, words in seen if words and pattern(words).search(text)]


def cause_in(text: str) -> str:
    """Name the causes whose reason a text tells, by their short names; one, if it is clear."""
    return " and ".join(sorted({each.short for each in _in(text, "reason")}))


def steps_in(page: str) -> list[tuple[str, str]]:
    """Return the steps that a page shows, as (who, what)."""
    return [(unescape(who).rstrip(":."), unescape(_TAG.sub("", what))) for who, what in _STEP.findall(page)]


def reason_in(page: str) -> str:
    """Return the reason under a page's headline."""
    found = re.search(r'class="d-reason\b[^>]*>(.*?)</p>', page)
    return unescape(re.sub("<[^>]+>", "", found[1])) if found else ""


def copied(page: str, label: str) -> str:
    """Return the text that a button copies."""
    found = re.search(rf'<button[^>]*data-copy="([^"]*)"[^>]*>{label}<', page)
    return unescape(found[1]) if found else ""


def of_page(place: str, page: str) -> Says:
    """Read a page: the cause in its reason, its first steps in order."""
    return of_steps(place, cause_in(reason_in(page)), steps_in(page))


def of_steps(place: str, cause: str, steps: list[tuple[str, str]]) -> Says:
    """Take the remedy from all steps, and who acts from the first."""
    joined = " / ".join(f"{who}: {what}" for who, what in steps)
    plain = _YEAR.sub("", joined.replace("; copy the text for them", ""))
    return Says(place, cause, plain, steps[0][0] if steps else "")


def of_lines(place: str, text: str) -> Says:
    """Read steps that stand on lines: "1. Merchant: choose another tax rate"."""
    owners = "Merchant|You|Support team|No (?:other )?action needed"
    lines = re.findall(rf"^ *\d\. ({owners})[:.] ?(.*)$", text, re.MULTILINE)
    steps = [("You" if who == "Support team" else who, what) for who, what in lines]
    return of_steps(place, cause_in(text), steps)


def asked_of_merchant(text: str) -> str:
    """Name the causes whose request a text for the merchant makes, by their short names."""
    return " and ".join(sorted({each.short for each in _in(text, "merchant")}))


def is_merchants(short: str) -> bool:
    """Tell whether something is asked of the merchant where a cause of that name holds."""
    return any(each.merchant for each in causes().values() if each.short == short)
