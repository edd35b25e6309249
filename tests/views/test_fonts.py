"""The fonts that the pages load are there, small, and hold every mark."""

import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from dashboard.views.theme import LOOKS

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "dashboard" / "entry" / "static"
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


def _characters(name: str) -> set[int]:
    return set(TTFont(STATIC / name).getBestCmap())


@pytest.mark.parametrize("face", CONFIG["theme"]["fontFaces"], ids=lambda face: face["url"])
def test_every_font_of_the_configuration_is_there(face):
    assert (STATIC / Path(face["url"]).name).is_file()


def test_the_marks_are_exactly_those_that_the_configuration_asks_this_font_for():
    asked = CONFIG["theme"]["fontFaces"][1]["unicodeRange"].replace("U+", "").split(",")
    assert _characters("marks.woff2") == {int(code, 16) for code in asked}


@pytest.mark.parametrize("key", LOOKS)
def test_every_mark_is_in_one_of_the_fonts(key):
    assert {ord(char) for char in LOOKS[key].mark} <= _characters("marks.woff2") | _characters("inter.woff2")


def test_all_marks_have_one_width():
    metrics = TTFont(STATIC / "marks.woff2")["hmtx"].metrics
    assert len({width for width, _ in metrics.values()}) == 1


@pytest.mark.parametrize("char", "AZaz09éøßłž“”‘’–—…·→✓€£")
def test_inter_holds_what_our_sentences_need(char):
    assert ord(char) in _characters("inter.woff2")


def test_the_fonts_are_small():
    assert sum(file.stat().st_size for file in STATIC.glob("*.woff2")) < 200_000


def test_the_licence_lies_beside_them():
    assert "SIL OPEN FONT LICENSE" in (STATIC / "OFL.txt").read_text("utf-8")
