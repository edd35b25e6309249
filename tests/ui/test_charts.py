"""A click on a figure: where it leads, and when nowhere."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dashboard.ui import charts
from dashboard.views.figures.base import Canvas

CHART, KEY = "fig_strip_wide_0", "fig_strip_wide"


class Chosen(dict[str, object]):
    """What Streamlit tells of a click on one mark."""

    points = ({"x": "2026-11-02"},)


@pytest.fixture
def click(monkeypatch):
    """Click on a mark of company A's figure; gives where it leads.

    `drawn_last`: whose figure is drawn, or about to be; `state`: what the session holds besides.
    """

    def clicked(drawn_last: str, **state: object) -> list[str]:
        went: list[str] = []
        leads = {f"leads_from_{KEY}": (drawn_last, lambda shown: f"/{drawn_last}/{shown}")}
        monkeypatch.setattr("streamlit.session_state", leads | state)
        monkeypatch.setattr("dashboard.ui.links.go", went.append)
        charts._open(CHART, KEY, "A")
        return went

    return clicked


def test_a_click_leads_to_what_the_mark_means(click):
    assert click("A", **{CHART: SimpleNamespace(selection=Chosen())}) == ["/A/2026-11-02"]


def test_a_click_while_another_company_s_figure_comes_leads_nowhere(click):
    assert click("B", **{CHART: SimpleNamespace(selection=Chosen())}) == []


def test_a_click_on_a_figure_that_the_session_has_dropped_leads_nowhere(click):
    assert click("A") == []


@pytest.mark.parametrize(
    ("where", "alt"), [("", "1–3 Nov: 3 days."), (" (London)", "Days (London): 1–3 Nov: 3 days.")]
)
def test_a_figures_sentence_names_the_zone_of_its_days_where_the_page_shows_another(where: str, alt: str):
    figure = Canvas(1).finished()
    assert charts.with_zone((figure, "1–3 Nov: 3 days."), where) == (figure, alt)
