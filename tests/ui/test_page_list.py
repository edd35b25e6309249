"""The pages are made once for all runs, and each run has copies of its own."""

from __future__ import annotations

import pytest
from streamlit.navigation.page import StreamlitPage

from dashboard.ui import page_list


@pytest.fixture(autouse=True)
def none_made(monkeypatch):
    monkeypatch.setattr(page_list, "_made", [])


def test_they_are_made_once_and_what_one_run_marks_no_other_sees():
    made = []

    def make():
        made.append(StreamlitPage("home.py", default=True))
        return made[-1:]

    (first,), (second,) = page_list.copies(make), page_list.copies(make)
    first._can_be_called = True
    assert len(made) == 1
    assert second._default
    assert not {"_can_be_called"} & (vars(second).keys() | vars(page_list.copies(make)[0]).keys())


def test_they_are_made_again_if_that_failed():
    def fails():
        raise LookupError

    with pytest.raises(LookupError):
        page_list.copies(fails)
    assert page_list.copies(lambda: [StreamlitPage("home.py")])
