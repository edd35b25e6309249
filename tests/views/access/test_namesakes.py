"""People with the same name are distinguished by what they can't choose."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard.access.people import KnownPerson
from dashboard.views.access.namesakes import NOBODY, Namesakes
from tests.support.people import ISSUER

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)


def known(subject, name, address=""):
    return KnownPerson(f"{ISSUER} {subject}", name, address, (), NOW, NOW)


PEOPLE = Namesakes(
    lambda: [
        known("g1", "Grace Hopper", "grace@example.com"),
        known("g2", "GRACE  hopper"),
        known("ada", "Ada Byron", "ada@example.com"),
        known("sly", "Ada Byron (ada@example.com)", "sly@example.com"),
        known("ed", "ed@example.com", "ed@example.com"),
    ]
)


@pytest.mark.parametrize(
    ("name", "subject", "beside"),
    [
        pytest.param("Grace Hopper", "g1", "grace@example.com", id="shared"),
        pytest.param("Grace Hopper", "g2", "g2", id="shared, no address"),
        pytest.param("Ada Byron", "ada", "", id="alone"),
        pytest.param("Ada Byron", "ed", "ed@example.com", id="borrowed"),
        pytest.param("Edsger Dijkstra", "ed", "ed@example.com", id="renamed since"),
        pytest.param("Ada Byron (ada@example.com)", "sly", "sly@example.com", id="address in the name"),
        pytest.param("ed@example.com", "ed", "", id="address as the name"),
        pytest.param("Ada Byron", "unknown", "unknown", id="of someone unknown"),
        pytest.param("Alan Turing", "unknown", "", id="unknown and alone"),
    ],
)
def test_who_is_meant_is_shown_only_where_the_name_does_not_say_it(name, subject, beside):
    assert PEOPLE.beside(name, f"{ISSUER} {subject}") == beside


def test_a_name_given_without_sign_in_has_nothing_beside_it():
    assert PEOPLE.beside("Grace Hopper", "") == ""
    assert NOBODY.beside("Grace Hopper", f"{ISSUER} g1") == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (f"{ISSUER} g1", "Grace Hopper (grace@example.com)"),
        (f"{ISSUER} ada", "Ada Byron"),
        (f"{ISSUER} unknown", "unknown"),
        ("Ada Byron", "Ada Byron"),
    ],
)
def test_a_filter_names_people_the_same_way(value, words):
    assert PEOPLE.words(value) == words


def test_people_are_read_only_when_a_name_needs_them():
    read = []

    def reading():
        read.append(1)
        return []

    people = Namesakes(reading)
    people.beside("Ada Byron", "")
    assert read == []
    people.beside("Ada Byron", f"{ISSUER} ada")
    people.beside("Ada Byron", f"{ISSUER} ada")
    assert read == [1]
