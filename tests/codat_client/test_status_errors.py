"""What an error says of Codat's own words: only where they help, on one line, and cut short."""

import pytest

from codat_client.status_errors import rejected


def words(status, error):
    return str(rejected(status, {"status": status, "error": error}, None))


def test_codat_s_words_follow_where_the_status_alone_shows_little():
    assert words(418, "tea\n only <b>") == "Codat rejected the request (418). Codat’s message: tea only b"
    assert words(418, None) == words(418, "") == "Codat rejected the request (418)."


@pytest.mark.parametrize("status", [401, 402, 403, 404, 429])
def test_where_the_status_shows_enough_they_do_not(status):
    assert "tea" not in words(status, "tea")


@pytest.mark.parametrize(("status", "about_the_key"), [(401, True), (403, True), (400, False), (404, False)])
def test_what_to_do_about_a_rejected_key_is_the_callers_own_sentence(status, about_the_key):
    assert str(rejected(status, {}, None)).endswith(" Check CODAT_API_KEY.") is about_the_key
    assert str(rejected(status, {}, None, "Type it again.")).endswith(" Type it again.") is about_the_key


def test_long_words_are_cut():
    assert words(418, "x" * 200).endswith("Codat’s message: " + "x" * 200)
    assert words(418, "x" * 201).endswith("Codat’s message: " + "x" * 199 + "…")
