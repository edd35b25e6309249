"""Texts about what to expect of another sync after a failed one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboard.insight.causes.blamed_settings import points_of
from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.setup.mapping import Finding, Problem
from dashboard.insight.sides import sides_of
from dashboard.insight.start.prospect import Prospect
from dashboard.views import platforms, times
from dashboard.views.setup import setting_text
from dashboard.views.start.plan import Situation

_FAILS: Final = "It will probably fail again,"
_MAY_FAIL: Final = "It may fail again."
_TEXTS: Final = {
    Prospect.UNLESS_FIXED: (_FAILS, "unless the cause has been fixed."),
    Prospect.LOOKS_FIXED: (
        "The cause of the last failure looks fixed.",
        "Codat’s set-up and connections don’t show this problem now.",
    ),
    Prospect.CODATS_SIDE: (_MAY_FAIL, "The problem is on Codat’s side, so another try may work."),
    Prospect.UNKNOWN: (_MAY_FAIL, "We don’t know whether another try will help."),
}


def expectation(prospect: Prospect, situation: Situation) -> tuple[str, str]:
    """Return what to expect, as headline and body (text)."""
    if prospect is not Prospect.STILL_BROKEN:
        return _TEXTS[prospect]
    return _FAILS, f"because {_still(situation)}."


def _still(situation: Situation) -> str:
    """Return what hasn't changed since the last sync failed."""
    latest = situation.latest.value
    points = points_of(cause_of(latest).cause, situation.configuration.value) if latest else ()
    if points:
        return _settings(points)
    sides = sides_of(situation.connections.value)
    broken = sides.broken if sides else ()
    names = [platforms.named(each) or "one side" for each in broken[:1]]
    return f"{names[0] if names else 'one side'} still isn’t linked"


def _settings(points: Sequence[Finding]) -> str:
    """Return what is wrong with the first setting, and how many more have the same problem."""
    setting, more = points[0].setting, len(points) - 1
    others = f" (and {times.count(more, 'other setting')})" if more else ""
    if setting is None:
        return setting_text.sentence(points[0])
    use = setting_text.use(setting)
    for_what = f" for {use}" if use else ""
    if points[0].problem is Problem.MISSING:
        return f"there’s still no {setting_text.thing(setting)} chosen{for_what}{others}"
    return f"the {setting_text.thing(setting)} chosen{for_what} still isn’t among the options{others}"
