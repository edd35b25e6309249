"""The charts that an address opens."""

from __future__ import annotations

import pytest

from dashboard.insight.history.charts import CHOICES, Chart, charts_from_address, charts_to_address


@pytest.mark.parametrize("text", sorted(CHOICES))
def test_each_choice_comes_back_from_its_address(text: str):
    assert charts_to_address(charts_from_address(text)) == text


@pytest.mark.parametrize("text", ["", "pie", "<b>,,"])
def test_unknown_names_open_nothing(text: str):
    assert charts_from_address(text) == frozenset()
    assert charts_to_address(()) is None


def test_the_order_in_an_old_address_does_not_matter():
    assert charts_from_address("trend,timeline,pie") == {Chart.TIMELINE, Chart.TREND}
