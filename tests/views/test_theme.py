"""Colours can be read and told apart; marks and words go together."""

from itertools import combinations

import pytest

from dashboard.insight.outcome import Outcome
from dashboard.views import theme as looks


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


THEMES = ["light", "dark"]
STATUS_TOKENS = ["ok", "failed", "running", "late", "off", "unknown"]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("token", STATUS_TOKENS)
@pytest.mark.parametrize("paper", ["page", "panel"])
def test_a_mark_is_at_three_to_one_on_page_and_panel(theme, token, paper):
    colours = looks.PALETTE
    assert _contrast(getattr(colours[token], theme), getattr(colours[paper], theme)) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "token", ["ink", "muted", *sorted({look.token for look in looks.LOOKS.values() if look.coloured})]
)
def test_text_is_at_four_and_a_half_to_one(theme, token):
    colours = looks.PALETTE
    assert _contrast(getattr(colours[token], theme), getattr(colours["page"], theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("text", "fill"), [("onfailed", "failed"), ("onlate", "late"), ("onok", "okcell"), ("onfill", "fill")]
)
def test_text_on_a_fill_can_be_read(theme, text, fill):
    colours = looks.PALETTE
    assert _contrast(getattr(colours[text], theme), getattr(colours[fill], theme)) >= 4.5


def test_no_two_tokens_share_a_light_colour_since_figures_are_mapped_by_it():
    assert all(one.light != two.light for one, two in combinations(looks.PALETTE.values(), 2))


def test_every_outcome_has_a_look():
    assert set(Outcome) <= set(looks.LOOKS)


def test_no_two_statuses_share_mark_and_word():
    shown = [(look.mark, look.word) for look in looks.LOOKS.values()]
    assert len(set(shown)) == len(shown)


def test_an_unheard_of_status_looks_unknown():
    assert looks.look_of("quantum") == looks.LOOKS[Outcome.UNKNOWN]
