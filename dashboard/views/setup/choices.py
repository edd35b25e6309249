"""Word the settings that a cause blames: which setting, what is chosen, and what to choose instead.

Names are foreign text: escape them on output.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dashboard.insight.setup.mapping import Finding, Problem, Setting
from dashboard.views.setup.setting_text import article, quoted_use, thing, value

_MOST_NAMES: Final = 2
_MOST_LETTERS: Final = 40
_SHORT_ID: Final = 8


def step(findings: Sequence[Finding], *, with_id: bool = True) -> str:
    """Say what the merchant does: "in the sync settings, choose another account for “Sales”."; "" if none."""
    return f"in the sync settings, choose {_remedy(findings, with_id=with_id)}" if findings else ""


def request(findings: Sequence[Finding]) -> str:
    """Ask the merchant for the same, without an id; "" if there is nothing to ask."""
    return f"In the sync settings, please choose {_remedy(findings, with_id=False)}" if findings else ""


def _remedy(findings: Sequence[Finding], *, with_id: bool) -> str:
    settings = _alike(findings)
    what, uses = thing(settings[0]), _uses(settings)
    if findings[0].problem is Problem.MISSING:
        return f"{article(what)} {what}{uses}; none is set."
    if len({each.selected for each in settings}) > 1:
        return f"other {what}s{uses}. The current ones are no longer available."
    current = f"The current one{f' ({_short(settings[0])})' if with_id else ''} is no longer available."
    return f"another {what}{uses}. {current}"


def _alike(findings: Sequence[Finding]) -> list[Setting]:
    """Return the settings with the same kind of value and the same problem as the first one."""
    known = [(each.setting, each.problem) for each in findings if each.setting]
    first, problem = known[0]
    return [each for each, its in known if its is problem and thing(each) == thing(first)]


def _uses(settings: Sequence[Setting]) -> str:
    names = list(dict.fromkeys(name for each in settings if (name := quoted_use(each, _MOST_LETTERS))))
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 1], f"{len(names) - _MOST_NAMES + 1} more"]
    return f" for {' and '.join(names)}" if names else ""


def _short(setting: Setting) -> str:
    whole = value(setting, _MOST_LETTERS)
    return whole if setting.name or len(whole) <= _SHORT_ID * 2 else f"{whole[:_SHORT_ID]}…"
