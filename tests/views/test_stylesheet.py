"""One stylesheet, made from the palette, that holds on to nothing private of Streamlit's."""

import re

import pytest

from dashboard.views.looks import PALETTE
from dashboard.views.stylesheet import css


def test_it_is_one_style_element_so_that_it_takes_no_room():
    assert re.fullmatch(r"<style>[^<]*</style>", css())


@pytest.mark.parametrize("token", PALETTE)
def test_every_token_follows_the_theme(token):
    colour = PALETTE[token]
    assert f"--{token}:light-dark({colour.light},{colour.dark})" in css()


@pytest.mark.parametrize("token", PALETTE)
def test_figures_are_coloured_anew_by_their_light_colour(token):
    assert css().count(f"var(--{token})!important") == 2


def test_every_variable_that_is_used_is_a_token():
    assert set(re.findall(r"var\(--([a-z]+)\)", css())) <= set(PALETTE)


def test_no_private_class_and_one_test_id_only():
    assert not re.search(r"\.st-emotion|\.e[0-9a-z]{6,}", css())
    assert set(re.findall(r"data-testid=\W?(\w+)", css())) == {"stApp", "stConnectionStatus"}


def test_nothing_is_fetched_from_outside():
    assert not re.search(r"@import|url\(|https?:", css())


def test_the_figure_that_does_not_fit_is_hidden_but_keeps_a_width():
    hidden = re.findall(r"\{([^{}]*visibility:hidden[^{}]*)\}", css())
    assert len(hidden) == 3
    assert all("width:" in rules and "display:none" not in rules for rules in hidden)


def test_braces_are_balanced():
    assert css().count("{") == css().count("}")
