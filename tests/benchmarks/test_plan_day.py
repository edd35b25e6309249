"""The simulated day: it stays within what jobs may use, and sees failures soon after they happen."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

from benchmarks.plan_day import SimulatedDay
from benchmarks.support.day_figure import drawn
from dashboard.fleet.reading.plan import ReadReason


def test_a_day_with_enough_requests_sees_failures_soon_and_gives_up_nothing():
    day = SimulatedDay(100, quota=10_000, a_minute=1_000)
    day.run()

    figures = day.figures()
    assert figures["requests"] == 10_000 - figures["quota_left"]
    assert figures["troubled_age_most"] <= 15
    assert figures["healthy_age_most"] <= 26 * 60
    assert figures["failure_seen_after_p90"] <= 30
    assert day.given_up == {}


def test_with_too_few_it_keeps_to_them_and_says_what_it_gives_up():
    day = SimulatedDay(100, quota=400, a_minute=20)
    day.run()

    figures = day.figures()
    assert figures["quota_left"] >= 0
    assert figures["requests_a_minute_most"] <= 20
    assert day.given_up[ReadReason.TROUBLED] > timedelta(minutes=15)


def test_the_figure_is_an_svg_that_knows_light_and_dark():
    svg = drawn({"due": [1.0, 3.0, 0.0], "asked": [0.0, 0.0, 0.0]}, [(10.0, 60.0), (14.0, 90.0), (5.0, 30.0)])

    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert root.attrib["role"] == "img"
    assert "prefers-color-scheme:dark" in svg
    assert len([each for each in root.iter() if each.tag.endswith("polygon")]) == 1
