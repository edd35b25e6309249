"""Word the setting that stops a sync: which field, what is chosen, and that it is gone.

Names come from Codat and the platforms: escape them at the outlet.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.foreign_text import one_line
from dashboard.insight.setup.mapping import Point, Problem, Setting
from dashboard.views.setup.summary import article, field_name, thing

_MOST_NAMES, _MOST_LETTERS, _SHORT_ID = 2, 40, 8


def step(points: Sequence[Point]) -> str:
    """Say what the merchant does: "choose another account for Sales in the sync settings. …"; "" if none."""
    return f"choose {_remedy(points, with_id=True)}" if points else ""


def request(points: Sequence[Point]) -> str:
    """Ask the merchant for the same, without an id; "" if not known."""
    return f"Please choose {_remedy(points, with_id=False)}" if points else ""


def _remedy(points: Sequence[Point], *, with_id: bool) -> str:
    choices = _alike(points)
    what, places = thing(choices[0]), _places(choices)
    if points[0].problem is Problem.MISSING:
        return f"{article(what)} {what}{places} in the sync settings; none is chosen."
    several = len({each.selected for each in choices}) > 1
    if several:
        return f"other {what}s{places} in the sync settings. The current ones are no longer available."
    current = f"The current one{f' ({_chosen(choices[0])})' if with_id else ''} is no longer available."
    return f"another {what}{places} in the sync settings. {current}"


def _alike(points: Sequence[Point]) -> list[Setting]:
    """Return the choices that have the first one's kind of thing and problem."""
    known = [(each.choice, each.problem) for each in points if each.choice]
    first, problem = known[0]
    return [each for each, its in known if its is problem and thing(each) == thing(first)]


def _places(choices: Sequence[Setting]) -> str:
    names = list(dict.fromkeys(name for each in choices if (name := field_name(each, _MOST_LETTERS))))
    if len(names) > _MOST_NAMES:
        names = [*names[: _MOST_NAMES - 1], f"{len(names) - _MOST_NAMES + 1} more"]
    return f" for {' and '.join(names)}" if names else ""


def _chosen(choice: Setting) -> str:
    whole = one_line(choice.name or choice.selected, _MOST_LETTERS)
    return whole if choice.name or len(whole) <= _SHORT_ID * 2 else f"{whole[:_SHORT_ID]}…"
