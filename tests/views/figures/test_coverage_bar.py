"""The bar of the Start page: the marks of History's lane, where they lie, and the days that are named."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.insight.coverage import Cover, Stretch
from dashboard.insight.start.preview import Part, Preview
from dashboard.views.figures import coverage_bar
from tests.insight.verdict_makers import LONDON, NOW, at

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 20)
MIDNIGHT = at(1, 0, 0)
PIECE = re.compile(r'<span class="(d-s-[^"]+)" style="left:([\d.]+)%;width:([\d.]+)%">')


def drawn(*stretches, parts=(), **more):
    preview = Preview(FIRST, LAST, LONDON, stretches, parts)
    return coverage_bar.coverage_bar(preview, NOW, "What it says.", **more)


@pytest.mark.parametrize(
    ("state", "reported", "css"),
    [
        (Cover.IN_BOOKS, False, "d-s-books"),
        (Cover.IN_BOOKS, True, "d-s-books d-s-reported"),
        (Cover.TWICE, True, "d-s-books d-s-twice d-s-reported"),
        (Cover.MISSING, False, "d-s-missing"),
        (Cover.UNCLEAR, False, "d-s-maybe"),
        (Cover.DOUBTED, False, "d-s-maybe"),
        (Cover.NOT_KNOWN, False, "d-s-none"),
    ],
)
def test_each_state_has_its_mark_and_a_reported_range_another_line(state, reported, css):
    (piece,) = PIECE.findall(drawn(Stretch(MIDNIGHT, at(11, 0, 0), state, reported)))
    assert piece == (css, "0.00", "50.00")


def test_every_state_has_a_mark():
    for state in Cover:
        assert PIECE.search(drawn(Stretch(MIDNIGHT, NOW, state)))


def test_what_lies_outside_the_days_shown_is_cut_off():
    early, late = dt.timedelta(days=40), dt.timedelta(days=9)
    (piece,) = PIECE.findall(drawn(Stretch(MIDNIGHT - early, NOW + late, Cover.IN_BOOKS)))
    assert piece[1:] == ("0.00", "100.00")
    assert not PIECE.search(drawn(Stretch(MIDNIGHT - early, MIDNIGHT, Cover.IN_BOOKS)))


def test_the_sync_is_a_row_of_its_own_and_what_it_covers_again_is_marked():
    shown = drawn(parts=(Part(at(6, 0, 0), at(11, 0, 0), again=True), Part(at(11, 0, 0), at(16, 0, 0))))
    assert PIECE.findall(shown) == [("d-s-again", "25.00", "25.00"), ("d-s-this", "50.00", "25.00")]
    assert "This sync" in shown
    assert "This sync" not in drawn()


def test_only_an_estimated_beginning_has_a_dotted_edge():
    part = Part(at(11, 0, 0), at(16, 0, 0))
    assert "d-s-this d-s-about" in drawn(parts=(part,), about=True)
    assert "d-s-about" not in drawn(parts=(part,))


def test_a_screen_reader_hears_the_finding_in_place_of_the_marks():
    assert 'role="img" aria-label="What it says."' in drawn()


@given(some.dates(dt.date(2016, 1, 1), dt.date(2026, 11, 20)), some.integers(0, 4000))
def test_at_most_a_dozen_days_are_named_and_all_of_them_are_shown(first, length):
    last = first + dt.timedelta(length)
    days = coverage_bar.tick_days(first, last)
    assert len(days) <= 12 + 1
    assert all(first <= day <= last for day in days)
    assert len(set(days)) == len(days)
