"""The texts about what a sync would change: the finding, the title and the legend of the bar."""

from dataclasses import replace

import pytest

from dashboard.insight.gap import Range
from dashboard.insight.start.preview import preview_of
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.views.start import outlook
from tests.insight.verdict_makers import LONDON, NOW, at, nights, settings

FAILING = nights([2000] * 20 + [4000] * 9)
BOOKS_END = at(11, 2, 0)


def of_at_most_its_days(shown):
    """Return the preview, with some of its missing days uncertain."""
    return replace(shown, gap=replace(shown.gap, fewest=1))


def preview(start, finish=NOW, syncs=FAILING, configuration=None):
    facts = CompanyFacts(syncs, None, configuration or settings(), NOW)
    return preview_of(facts, LONDON, Range(start, finish) if start else None)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (preview(BOOKS_END), "If it succeeds, it covers all 9 missing days."),
        (of_at_most_its_days(preview(BOOKS_END)), "If it succeeds, it covers all missing days (up to 9)."),
        (
            of_at_most_its_days(preview(at(8, 0, 0), at(10, 0, 0))),
            (
                "It covers none of up to 9 missing days: 11 Nov 02:00 – 20 Nov 02:00. "
                "Already in the books, but covered again: 8–9 Nov."
            ),
        ),
        (
            preview(at(8, 0, 0), at(16, 0, 0)),
            (
                "If it succeeds, it covers 4 of 9 missing days. "
                "Still missing afterwards: 16 Nov 00:00 – 20 Nov 02:00. "
                "Already in the books, but covered again: 8 Nov 00:00 – 11 Nov 02:00."
            ),
        ),
        (
            preview(at(8, 0, 0), at(10, 0, 0)),
            (
                "It covers none of the 9 missing days: 11 Nov 02:00 – 20 Nov 02:00. "
                "Already in the books, but covered again: 8–9 Nov."
            ),
        ),
        (
            preview(at(20, 2, 0), syncs=nights([2000] * 9)),
            "No days are missing. It covers the newest sales.",
        ),
        (
            preview(at(18, 0, 0), at(19, 0, 0), nights([2000] * 9)),
            "No days are missing. Already in the books, but covered again: 18 Nov.",
        ),
        (
            preview(at(19, 2, 0), syncs=nights([2000] * 9 + [4000])),
            "If it succeeds, it covers the missing day.",
        ),
        (preview(None), "Codat decides where this sync begins, so it isn’t drawn here."),
        (
            preview(BOOKS_END, configuration=settings(schedule={"selected_frequency": "Monthly"})),
            "We can’t tell which days are in the books.",
        ),
    ],
)
def test_the_finding_says_what_is_covered_what_stays_missing_and_what_is_covered_again(shown, said):
    assert outlook.finding(shown, NOW) == said


def test_an_estimate_is_marked_in_the_title():
    assert "by Codat’s schedule" in outlook.shown(preview(BOOKS_END), NOW)
    monthly = settings(schedule={"selected_frequency": "Monthly"})
    assert "by Codat’s schedule" not in outlook.shown(preview(BOOKS_END, configuration=monthly), NOW)


def test_the_text_alternative_says_what_is_missing_and_what_the_sync_does():
    shown = outlook.shown(preview(BOOKS_END), NOW)
    missing = "Sales of 31 Oct – 20 Nov: missing 11 Nov 02:00 – 20 Nov 02:00."
    assert f'aria-label="{missing} If it succeeds, it covers all 9' in shown


def test_the_legend_names_the_marks_that_are_there_and_no_other():
    up_to_now = outlook.shown(preview(BOOKS_END), NOW)
    assert "missing since 11 Nov 02:00" in up_to_now
    assert "d-swatch d-s-again" not in up_to_now
    assert "d-swatch d-s-again" in outlook.shown(preview(at(8, 0, 0), at(16, 0, 0)), NOW)


def test_the_zone_of_the_days_is_named_where_the_page_shows_another_one():
    assert "(London)" in outlook.shown(preview(BOOKS_END), NOW, " (London)")


def test_no_bar_is_drawn_where_no_day_is_missing_and_none_is_covered_again():
    whole = preview(at(20, 2, 0), syncs=nights([2000] * 10))
    assert "No days are missing." in outlook.finding(whole, NOW)
    assert "d-cover-lane" not in outlook.shown(whole, NOW)
    assert "d-cover-lane" in outlook.shown(preview(at(18, 2, 0), syncs=nights([2000] * 10)), NOW)
