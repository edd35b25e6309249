"""Events of sign-in and roles in words, as a table, and as a file."""

from __future__ import annotations

import json

import pytest

from dashboard.access.events import REFUSED, AccessEventType
from dashboard.export.access_rows import export_access
from dashboard.export.files import MEDIA_TYPES, About
from dashboard.insight.start.attempt import StartEventType
from dashboard.views.access import event_table, event_words
from dashboard.views.activity.table import ActivityContext
from tests.export import test_csv
from tests.views.access.samples import HOSTILE, LONDON, NOW, event

COMPANY = "5bb4f6e2-2f0c-4d5c-9b9c-3c1f3f3b7e01"
CONTEXT = ActivityContext(
    LONDON, NOW, lambda _: "Bluebird", lambda page, **query: f"/{page}?{query}", sign_in=True
)
ABOUT = About(
    "", "", ["Person: Ada"], "newest first", LONDON, "London", NOW, 1, 1, things="sign-ins and roles"
)


def test_an_event_has_when_what_who_and_from():
    html = event_table.table([event(AccessEventType.ROLE_GIVEN, detail="ben: viewer")], CONTEXT)
    for words in (
        "today 08:30",
        "Role given",
        "ben: viewer",
        ">Ada Byron<",
        "another computer",
        "When (London)",
    ):
        assert words in html


@pytest.mark.parametrize("kind", AccessEventType)
def test_every_type_has_a_short_headline(kind):
    said = event_words.kind(kind)
    assert said[0].isupper()
    assert len(said.split()) <= 3
    assert "taken" not in said  # "Role removed"


def test_no_two_types_say_the_same():
    assert len({event_words.kind(each) for each in AccessEventType}) == len(AccessEventType)


def test_a_type_of_a_newer_version_is_shown_as_it_is():
    assert "Badge printed" in event_table.table([event("badge printed")], CONTEXT)


@pytest.mark.parametrize("kind", AccessEventType)
def test_what_was_refused_is_marked_and_nothing_else(kind):
    html = event_table.table([event(kind, outcome=kind.outcome)], CONTEXT)
    assert ("d-c-late" in html) is (kind.outcome == REFUSED)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Ada Byron"),
        ({"verified": False, "identity": ""}, "Ada Byron (unverified)"),
        ({"person": ""}, "ada"),
        ({"person": "", "identity": "", "verified": False}, "no name given"),
    ],
)
def test_who_it_was_is_reported_as_far_as_known(values, words):
    assert event_words.who(event(**values)) == words


def test_an_event_about_a_company_links_to_it():
    html = event_table.table([event(AccessEventType.EXPORTED, company_id=COMPANY)], CONTEXT)
    assert "/company?" in html
    assert ">Bluebird</a>" in html


def test_hostile_text_acts_nowhere():
    hostile = event(HOSTILE, person=HOSTILE, detail=HOSTILE, origin=HOSTILE, company_id=HOSTILE)
    html = event_table.table([hostile], CONTEXT)
    assert "<img" not in html
    assert "\u202e" not in html


def test_types_of_access_and_of_starts_never_share_a_value():
    assert not {each.value for each in AccessEventType} & {each.value for each in StartEventType}


def test_a_file_has_every_event_with_its_identity_and_session():
    events = [event(detail="=1+1"), event(AccessEventType.ACT_REFUSED, outcome=REFUSED)]
    first, second = (dict(row) for row in test_csv.read(export_access(events, "csv", ABOUT)))
    assert first["Who"] == "Ada Byron"
    assert first["What"] == "Signed in"
    assert first["Identity"] == event().identity
    assert first["Session id"] == "one"
    assert first["Detail"] == "'=1+1"
    assert (second["What"], second["Outcome"]) == ("Refused", "refused")


def test_a_file_for_programs_counts_what_it_holds():
    lines = export_access([event(), event()], "jsonl", ABOUT).decode().splitlines()
    about, *rows = [json.loads(line) for line in lines]
    assert len(rows) == 2
    assert json.dumps(about).count("Person: Ada") == 1
    assert rows[0]["kind"] == "signed in"


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_every_kind_of_file_is_made_even_without_events(kind):
    assert export_access([], kind, ABOUT)
