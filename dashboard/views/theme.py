"""Every colour, and the mark and word of every status. To change a colour, change it here.

Each colour is a token with a light and a dark value; pages use the token as a CSS variable (`var(--ok)`),
figures the light value, which the stylesheet maps to the token. The status colours were computed to be
distinguishable with each kind of colour-blindness, with a contrast of 3:1 or more on page and panel. Only
`ok`, `failed` and `running` are used for text (4.5:1 or more). No colour is used without a mark and a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dashboard.insight.outcome import Outcome


@dataclass(frozen=True)
class Colour:
    """One token: its values as #RRGGBB in the light and in the dark theme."""

    light: str
    dark: str


PALETTE: Final[dict[str, Colour]] = {
    # paper and ink
    "page": Colour("#FFFFFF", "#0F1419"),
    "panel": Colour("#F5F7F9", "#182028"),
    "ink": Colour("#17212B", "#DDE4EA"),
    "muted": Colour("#55616D", "#9AA7B3"),
    "rule": Colour("#DDE2E7", "#26313B"),
    "border": Colour("#D5DBE1", "#33404C"),
    "dot": Colour("#97A1AB", "#56636F"),
    # status
    "ok": Colour("#0E6150", "#35DE92"),
    "failed": Colour("#A32A14", "#F0603A"),
    "running": Colour("#1D66CB", "#5C93FB"),
    "late": Colour("#D47000", "#FFDD45"),
    "off": Colour("#611F69", "#935C66"),
    "unknown": Colour("#8A86A6", "#999BC1"),
    "skipped": Colour("#1A2028", "#E6EBF0"),
    # fills of figures; a colour that maps to another token than an equal one is one step off
    "okcell": Colour("#68998F", "#1F7A55"),
    "wash": Colour("#F9EFED", "#261715"),
    "onfailed": Colour("#FFFFFE", "#0F141A"),
    "onlate": Colour("#17212C", "#17212C"),
    "onok": Colour("#17212D", "#FFFFFD"),
    "fill": Colour("#17212E", "#DDE4EB"),
    "onfill": Colour("#FFFFFC", "#0F141B"),
    # primary buttons, as Streamlit draws its own (primaryColor in .streamlit/config.toml)
    "primary": Colour("#1E2A35", "#587489"),
    "onprimary": Colour("#FFFFFB", "#FFFFFB"),
}


@dataclass(frozen=True)
class Look:
    """How a status is shown: its mark (a glyph of our own font), its colour's token, its word.

    `coloured`: the word has the colour too; otherwise the colour is too weak for text.
    """

    mark: str
    token: str
    word: str
    coloured: bool = False


LATE, OFF, PERHAPS_OFF, PARTLY, UNSETTLED, IDLE = "late", "off", "perhaps_off", "partly", "unsettled", "idle"

LOOKS: Final[dict[str, Look]] = {
    Outcome.SUCCEEDED: Look("●", "ok", "wrote data", coloured=True),
    Outcome.NOTHING_TO_WRITE: Look("○", "ok", "nothing to write", coloured=True),
    Outcome.SKIPPED: Look("○", "skipped", "skipped as a duplicate"),
    Outcome.FAILED: Look("✕", "failed", "failed", coloured=True),
    Outcome.RUNNING: Look("◐", "running", "running", coloured=True),
    Outcome.UNKNOWN: Look("?", "unknown", "unknown"),
    Outcome.NEVER: Look("–", "unknown", "never synced"),
    LATE: Look("▲", "late", "late"),
    OFF: Look("■", "off", "switched off"),
    PERHAPS_OFF: Look("■?", "off", "probably switched off"),
    PARTLY: Look("✗", "failed", "failed, partly written", coloured=True),
    UNSETTLED: Look("▲?", "late", "not yet settled"),
    IDLE: Look("", "muted", ""),
}

OUTCOMES: Final = (
    Outcome.SUCCEEDED,
    Outcome.NOTHING_TO_WRITE,
    Outcome.SKIPPED,
    Outcome.FAILED,
    Outcome.RUNNING,
    Outcome.UNKNOWN,
)
"""The outcomes as legends and filters list them: those that need someone come after the good ones."""

FILLED: Final[dict[str, str]] = {Outcome.SUCCEEDED: "ok", Outcome.FAILED: "failed"}
"""Outcomes whose cell of a day is filled with a colour; all others show their mark alone."""


def look_of(status: str) -> Look:
    """Return the look of a status, a key of `LOOKS`; for anything else that of UNKNOWN."""
    return LOOKS.get(status, LOOKS[Outcome.UNKNOWN])


def light(token: str) -> str:
    """Return the light value of a token as #RRGGBB, in which figures are drawn."""
    return PALETTE[token].light
