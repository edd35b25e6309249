"""The stylesheet of shared pages: colours of the theme in light, dark and on paper, nothing from outside."""

from __future__ import annotations

import re

import pytest

from dashboard.views.share.pictures.figure import CORNER, CORNER_ALONE, SYMBOLS
from dashboard.views.share.stylesheet import TEMPLATES, css_string, paper_stylesheet, stylesheet
from dashboard.views.theme import PALETTE

USED = sorted(set(re.findall(r"var\(--(\w+)\)", stylesheet())))


def block_after(start: str) -> str:
    """Return the rules of `:root` that follow the beginning of a block."""
    return stylesheet().partition(start)[2].partition("}")[0]


@pytest.mark.parametrize("token", USED)
def test_each_colour_follows_the_theme_and_is_light_on_paper(token):
    colour = PALETTE[token]
    assert f"--{token}:{colour.light}" in block_after(":root{")
    assert f"--{token}:{colour.dark}" in block_after("@media(prefers-color-scheme:dark){:root{")
    assert f"--{token}:{colour.light}" in block_after("@media print{:root{")


def test_paper_comes_after_dark_so_that_a_dark_screen_prints_light():
    style = stylesheet()
    assert style.index("@media print{:root{") > style.index("@media(prefers-color-scheme:dark)")


def test_a_reader_who_wants_no_motion_gets_none():
    assert "@media(prefers-reduced-motion:reduce)" in stylesheet()


def test_paper_is_a4_and_repeats_the_heads_of_tables():
    style = stylesheet()
    assert "@page{size:A4" in style
    assert "thead{display:table-header-group}" in style
    assert ".screen{display:none}" in style


def test_no_colour_is_written_twice():
    assert not re.search(r"#[0-9A-Fa-f]{6}\b", (TEMPLATES / "page.css").read_text(encoding="utf-8"))


def test_each_mark_has_a_drawing():
    drawn = set(re.findall(r'<g id="(\w)">', (TEMPLATES / "symbols.svg.j2").read_text(encoding="utf-8")))
    assert drawn == {*SYMBOLS.values(), CORNER, CORNER_ALONE}


def test_each_class_of_the_page_has_a_rule():
    template = (TEMPLATES / "page.html.j2").read_text(encoding="utf-8")
    used = {name for names in re.findall(r'class="([^"{]+)"', template) for name in names.split()}
    assert {name for name in used if f".{name}" not in stylesheet()} == set()


def test_the_texts_of_a_report_cannot_leave_their_string():
    style = paper_stylesheet('"}</style><script>', "@import url(//evil)", "\\")
    running = style.removeprefix(stylesheet())
    assert not re.search(r"</|<s|@import|url\(|//", running)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("Bluebird Coffee", '"Bluebird Coffee"'), ("20–30", '"20\\2013 30"'), ('"', '"\\22 "')],
)
def test_a_text_in_css_keeps_its_letters(text, escaped):
    assert css_string(text) == escaped
