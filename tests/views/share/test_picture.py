"""Pictures hold company, date, legend and marks; PNG has pixels where the words are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from dashboard.insight.share.content import SharePage, SharePart
from dashboard.views.share.pictures.badge import badge_svg
from dashboard.views.share.pictures.lettering import FONT_RANGES, drawable, wrapped
from dashboard.views.share.pictures.picture import (
    FONTS,
    PictureKind,
    picture_alt,
    picture_png,
    picture_svg,
    png_of,
)
from dashboard.views.share.status_view import StatusView
from dashboard.views.theme import PALETTE
from sandbox.hostile import TEXTS
from tests.support.merchants import cases
from tests.views.share.makers import content, viewed

PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
FAILING = viewed("archived-tax-rate")
CALENDAR = viewed("ten-thousand", content(page=SharePage.HISTORY))


def svg_of(view: StatusView, kind: PictureKind = PictureKind.DAILY) -> str:
    made = picture_svg(view, kind)
    assert made is not None
    return made


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - we made it


def words_in(svg: str) -> list[str]:
    return [each.text or "" for each in parsed(svg).iter(f"{SVG}text")]


def strip_at(svg: str, y: float) -> str:
    """Return a picture of only the line of text whose baseline is at `y`."""
    box = f'width="720" height="20" viewBox="0 {y - 15} 720 20"'
    return re.sub(r'width="\d+" height="\d+" viewBox="[^"]+"', box, svg, count=1)


@pytest.mark.parametrize("kind", PictureKind)
@pytest.mark.parametrize("case", cases())
def test_every_merchants_picture_is_an_svg_and_a_png_or_there_is_nothing_to_draw(case, kind):
    view = viewed(case)
    svg, png = picture_svg(view, kind), picture_png(view, kind)
    assert (svg is None) is (png is None)
    assert svg is None or parsed(svg).tag == f"{SVG}svg"
    assert png is None or png.startswith(PNG)


@pytest.mark.parametrize("kind", PictureKind)
def test_company_answer_and_date_are_in_the_picture(kind):
    words = words_in(svg_of(FAILING, kind))
    assert words[:3] == [
        "Bluebird Coffee",
        "Sales since 11 Nov are not in Xero",
        "As of 20 Nov 2026, 13:42 London (13:42 UTC)",
    ]


def test_the_legend_names_each_mark_that_occurs():
    assert words_in(svg_of(FAILING))[-3:] == ["wrote data", "failed", "an earlier sync failed"]


def test_a_picture_of_a_view_without_the_answer_doesnt_give_it_away():
    view = viewed("archived-tax-rate", content({SharePart.DAILY_RESULTS}))
    assert "Xero" not in svg_of(view)


def test_what_isnt_shared_has_no_picture():
    view = viewed("archived-tax-rate", content({SharePart.ANSWER}))
    assert [picture_svg(view, kind) for kind in PictureKind] == [None, None]
    assert [picture_alt(view, kind) for kind in PictureKind] == ["", ""]


def test_the_alternative_text_says_the_finding():
    assert picture_alt(FAILING, PictureKind.DAILY) == (
        "Bluebird Coffee. Daily results, last 90 days. 23 Aug – 20 Nov: wrote data on 81 days, failed on 9."
        " Failing since 12 Nov (9 days)."
    )
    assert picture_alt(FAILING, PictureKind.TIMELINE) == (
        "Bluebird Coffee. Sync timeline: 50 syncs, 3 Oct 02:09 to 20 Nov 02:25."
    )


def test_a_timeline_of_filtered_syncs_says_so():
    filters = replace(content().filters, days=7)
    view = viewed("archived-tax-rate", content(filters=filters))
    words = words_in(svg_of(view, PictureKind.TIMELINE))
    assert "Sync timeline (Last 7 days: 14–20 Nov 2026)" in words


def test_a_timeline_says_that_it_shows_the_newest_syncs_only():
    assert "Sync timeline, newest 50" in words_in(svg_of(FAILING, PictureKind.TIMELINE))
    assert "Sync timeline" in words_in(svg_of(viewed("half-linked"), PictureKind.TIMELINE))


@pytest.mark.parametrize("view", [FAILING, CALENDAR], ids=["months", "calendar"])
@pytest.mark.parametrize("kind", PictureKind)
def test_nothing_is_drawn_outside_the_picture(view, kind):
    root = parsed(svg_of(view, kind))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for text in root.findall(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) < width
        assert 0 <= float(text.attrib["y"]) < height
        assert float(text.attrib["x"]) + 0.45 * 13 * len(text.text or "") < width


@pytest.mark.parametrize("place", range(4))
def test_the_png_has_pixels_where_the_words_are(place):
    svg = svg_of(FAILING)
    line = parsed(svg).findall(f"{SVG}text")[place]
    shown = strip_at(svg, float(line.attrib["y"]))
    blank = shown.replace(f">{line.text}</text>", "></text>")
    assert blank != shown
    assert png_of(shown) != png_of(blank)


def test_without_our_fonts_the_words_would_be_left_out(monkeypatch):
    svg = svg_of(FAILING)
    with_words = png_of(svg)
    monkeypatch.setattr("dashboard.views.share.pictures.picture.FONTS", ())
    assert png_of(svg) != with_words
    assert png_of(svg) == png_of(re.sub(r"(<text[^>]*>)[^<]*", r"\1", svg))


def test_a_picture_has_the_colours_of_the_light_palette_and_no_variables():
    svg = svg_of(FAILING)
    light = {colour.light for colour in PALETTE.values()}
    assert set(re.findall(r"#[0-9A-F]{6}\b", svg)) <= light
    assert "var(" not in svg
    assert "class=" not in svg


@pytest.mark.parametrize("svg", [svg_of(FAILING), svg_of(CALENDAR), badge_svg(FAILING)])
def test_a_picture_asks_for_nothing(svg):
    assert not re.search(
        r"https?:|url\(|<image|<style|<script", svg.replace("http://www.w3.org/2000/svg", "")
    )


# Letters


@pytest.mark.parametrize("file", FONTS, ids=lambda file: file.name)
def test_the_fonts_have_every_letter_that_is_drawn_as_it_is(file):
    known = set(TTFont(file).getBestCmap())
    assert {code for first, last in FONT_RANGES for code in range(first, last + 1)} <= known


def test_the_fonts_and_their_licence_are_there():
    assert [file.name for file in FONTS] == ["inter-400.ttf", "inter-600.ttf"]
    assert "SIL OPEN FONT LICENSE" in FONTS[0].with_name("OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "drawn"), [("Tramline Café", "Tramline Café"), ("Łódź", "Łódź"), ("Москва", "Moskva"), ("", "")]
)
def test_letters_that_the_font_lacks_are_written_in_latin_ones(name, drawn):
    assert drawable(name) == drawn


@given(st.one_of(st.sampled_from(TEXTS), st.text()))
def test_any_text_can_be_drawn(text):
    ranges = [range(first, last + 1) for first, last in FONT_RANGES]
    drawn = drawable(text)
    assert len(drawn) <= 120
    assert all(any(ord(char) in each for each in ranges) for char in drawn)


@given(st.text(alphabet="ab ", max_size=200))
def test_wrapping_leaves_no_word_out(text):
    assert " ".join(wrapped(text, 22, 300)).split() == text.split()


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_name_is_text_in_a_picture_and_a_badge(text):
    view = replace(FAILING, company=text, title=text)
    harmless = parsed(svg_of(replace(FAILING, company="x", title="x")))
    tags = {each.tag for each in parsed(svg_of(view)).iter()}
    assert tags == {each.tag for each in harmless.iter()}
    assert parsed(badge_svg(view)).tag == f"{SVG}svg"


# The badge


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("healthy", "Sales up to 19 Nov in Xero"),
        ("archived-tax-rate", "Sales since 11 Nov are not in Xero"),
        ("never-synced-404", "Nothing has synced yet"),
    ],
)
def test_the_badge_says_the_answer(case, words):
    assert words_in(badge_svg(viewed(case))) == [words]


def test_the_badge_shows_its_date_where_something_newer_could_not_be_read():
    view = replace(viewed("healthy"), late="Codat didn’t respond.")
    assert words_in(badge_svg(view)) == ["Sales up to 19 Nov in Xero (as of 20 Nov)"]


def test_a_badge_without_the_answer_says_only_what_it_is():
    assert words_in(badge_svg(viewed("healthy", content(())))) == ["Sync status"]


def test_the_badge_says_whose_it_is_and_when_it_was():
    title = parsed(badge_svg(FAILING)).findtext(f"{SVG}title")
    assert title == (
        "Bluebird Coffee: Sales since 11 Nov are not in Xero. As of 20 Nov 2026, 13:42 London (13:42 UTC)"
    )
