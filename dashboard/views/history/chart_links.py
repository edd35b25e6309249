"""The links that open and fold History's charts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dashboard.foreign_text import attribute, html
from dashboard.insight.history.charts import Chart

NAMES: Final = {
    Chart.TIMELINE: "Sync timeline",
    Chart.CALENDAR: "Two-year calendar",
    Chart.TREND: "Monthly results",
}


def chart_links(opened: frozenset[Chart], address: Callable[[frozenset[Chart]], str]) -> str:
    """Return a link for each chart, as HTML. `address`: that of the same view with other charts open."""
    links = " ".join(_link(chart, opened, address(opened ^ {chart})) for chart in Chart)
    return f'<p class="d d-charts" role="group" aria-label="Charts">{links}</p>'


def _link(chart: Chart, opened: frozenset[Chart], target: str) -> str:
    is_open = chart in opened
    return (
        f'<a href="{attribute(target)}" aria-expanded="{"true" if is_open else "false"}">'
        f'<span aria-hidden="true">▾</span> {html(NAMES[chart])}</a>'
    )
