"""What a page tells our script at the end of its run."""

from __future__ import annotations

import pytest
import streamlit as st

from dashboard.ui import browser


@pytest.mark.parametrize("asked", [[0.3, 60], [60, 0.3], [0.3]])
def test_a_view_of_two_parts_is_run_again_as_often_as_the_more_urgent_one_asks(monkeypatch, asked):
    state: dict[str, dict[str, float]] = {browser._AT_END: {}}
    monkeypatch.setattr(st, "session_state", state)
    for seconds in asked:
        browser.poll(seconds)
    assert state[browser._AT_END]["poll"] == 0.3
