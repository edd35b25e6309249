"""The whole address of a page, as a ticket bears it: with the host that the browser has, or none."""

from types import SimpleNamespace

import pytest
import streamlit as st

from dashboard.ui import links


@pytest.fixture
def opened_at(monkeypatch: pytest.MonkeyPatch):
    """Return a function that says at which address the browser is, and under which path the dashboard is."""

    def open_it(url: str | None, base: str = "") -> None:
        monkeypatch.setattr(st, "context", SimpleNamespace(url=url))
        monkeypatch.setattr(st, "query_params", {})
        monkeypatch.setattr(st, "get_option", lambda _: base)

    return open_it


@pytest.mark.parametrize(
    ("url", "base", "whole"),
    [
        ("http://localhost:8501/history", "", "http://localhost:8501/company?company=c"),
        ("https://desk.example/", "", "https://desk.example/company?company=c"),
        ("https://host.example/desk/company", "desk", "https://host.example/desk/company?company=c"),
        ("https://host.example/desk/company", "/desk/", "https://host.example/desk/company?company=c"),
    ],
)
def test_it_has_the_browsers_host_and_the_path_it_is_served_under(opened_at, url, base, whole):
    opened_at(url, base)
    assert links.whole("company", company="c") == whole


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "/company", "file:///company"])
def test_without_a_host_that_is_known_there_is_none(opened_at, url):
    opened_at(url)
    assert links.whole("company", company="c") == ""
