"""The browser and system that a session reports, in words. It is what the browser says, not a fact."""

from __future__ import annotations

import re
from typing import Final

from dashboard.foreign_text import one_line, seen

NOT_REPORTED: Final = "not reported"
_MOST: Final = 40
# The first match counts: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_BROWSERS: Final = (
    ("Edge", re.compile(r"\bEdgA?(?:iOS)?/(\d+)")),
    ("Opera", re.compile(r"\bOPR/(\d+)")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/(\d+)")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/(\d+)")),
    ("Chrome", re.compile(r"\b(?:Chrome|HeadlessChrome|Chromium|CriOS)/(\d+)")),
    ("Safari", re.compile(r"\bVersion/(\d+)\S* (?:Mobile/\S+ )?Safari/")),
)
_SYSTEMS: Final = (
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("Android", re.compile(r"\bAndroid\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("macOS", re.compile(r"\bMac OS X\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)


def in_words(user_agent: str) -> str:
    """Return "Firefox 141, Windows"; what can't be recognised begins as it was sent (foreign text)."""
    if not seen(user_agent):
        return NOT_REPORTED
    browser = next(
        (f"{name} {found[1]}" for name, pattern in _BROWSERS if (found := pattern.search(user_agent))), ""
    )
    system = next((name for name, pattern in _SYSTEMS if pattern.search(user_agent)), "")
    return ", ".join(filter(None, (browser, system))) or one_line(user_agent, _MOST)
