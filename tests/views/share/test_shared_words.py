"""The words of Shared."""

from __future__ import annotations

import pytest

from dashboard.sharing.link import LinkState
from dashboard.views.share import shared_words


@pytest.mark.parametrize(
    ("number", "label", "question"),
    [
        (
            1,
            "Revoke the link for Bluebird Coffee…",
            "Revoke the link for Bluebird Coffee? Anyone who opens it will",
        ),
        (
            2,
            "Revoke both links for Bluebird Coffee…",
            "Revoke both links for Bluebird Coffee? Anyone who opens them",
        ),
        (3, "Revoke all 3 links for Bluebird Coffee…", "Revoke all 3 links for Bluebird Coffee? Anyone"),
    ],
)
def test_revoking_many_says_how_many_and_whose(number, label, question):
    whose = shared_words.of_company("Bluebird Coffee")
    assert shared_words.revoke_label(number, whose) == label
    assert shared_words.revoke_question(number, whose).startswith(question)


def test_what_cannot_be_undone_says_so():
    assert "You can’t undo this." in shared_words.REVOKE_ONE
    assert "You can’t undo this." in shared_words.revoke_question(2, "for Bluebird Coffee")


@pytest.mark.parametrize(("name", "words"), [("Ada", "created by Ada"), ("", "created without a name")])
def test_whose_links_they_are(name, words):
    assert shared_words.by_person(name) == words


@pytest.mark.parametrize(("value", "words"), [("Ada", "Ada"), ("-", "no name given")])
def test_the_filter_for_people_has_those_without_a_name(value, words):
    assert shared_words.person(value, "-") == words


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (LinkState.OPEN, "Open"),
        (LinkState.PAUSED, "Paused"),
        (LinkState.EXPIRED, "Expired"),
        (LinkState.REVOKED, "Revoked"),
    ],
)
def test_a_state_has_one_word(state, word):
    assert shared_words.state(state) == word


def test_names_are_cut_to_one_line():
    assert "\n" not in shared_words.of_company("a\nb")
    assert len(shared_words.by_person("x" * 500)) < 60
