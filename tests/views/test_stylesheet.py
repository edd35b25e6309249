"""One stylesheet, made from the palette, that holds on to nothing private of Streamlit's."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.views.stylesheet import WIDE_FROM_PX, css
from dashboard.views.theme import PALETTE


def test_it_is_one_style_element_so_that_it_takes_no_room():
    assert re.fullmatch(r"<style>[^<]*</style>", css())


@pytest.mark.parametrize("token", PALETTE)
def test_every_token_follows_the_theme(token):
    colour = PALETTE[token]
    assert f"--{token}:light-dark({colour.light},{colour.dark})" in css()


@pytest.mark.parametrize("token", PALETTE)
def test_figures_are_coloured_again_by_their_light_colour(token):
    assert css().count(f"var(--{token})!important") == 2


def test_every_variable_that_is_used_without_another_value_is_a_token():
    assert set(re.findall(r"var\(--([a-z]+)\)", css())) <= set(PALETTE)


def test_no_private_class_and_three_test_ids_only():
    assert not re.search(r"\.st-emotion|\.e[0-9a-z]{6,}", css())
    assert set(re.findall(r"data-testid=\W?(\w+)", css())) == {"stApp", "stMain", "stConnectionStatus"}


def test_nothing_is_fetched_from_outside():
    assert not re.search(r"@import|url\(|https?:", css())


def test_a_wide_figure_in_a_narrow_window_is_scrolled_and_on_paper_made_smaller():
    wide = '[class*="st-key-fig_"][class*="_wide"]'
    assert f"@media screen and (max-width:{WIDE_FROM_PX - 1}px){{{wide}{{overflow-x:auto}}" in css()
    assert f"@media print{{{wide} .js-plotly-plot{{zoom:" in css()


def test_braces_are_balanced():
    assert css().count("{") == css().count("}")


def test_streamlit_sends_the_stylesheet_as_it_is():
    def page() -> None:
        import streamlit as st  # noqa: PLC0415 -- the page is a script of its own

        from dashboard.views.stylesheet import Stylesheet  # noqa: PLC0415

        st.html(Stylesheet())

    sent = AppTest.from_function(page).run().get("html")
    assert [each.proto.body for each in sent] == [css()]
