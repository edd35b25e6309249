"""A status view survives the store, and shows only the parts of its content."""

from __future__ import annotations

import json

import pytest

from dashboard.insight.share.content import SharePart
from dashboard.views.share.status_view import from_json, to_json
from tests.support.merchants import cases
from tests.views.share.makers import EVERY_DETAIL, content, viewed


@pytest.mark.parametrize("case", cases())
def test_a_view_that_was_stored_is_the_same_view(case):
    view = viewed(case, content(details=EVERY_DETAIL))
    assert from_json(json.loads(json.dumps(to_json(view)))) == view


def test_without_the_answer_the_title_doesnt_give_it_away():
    view = viewed(chosen=content({SharePart.DAILY_RESULTS}))
    assert (view.title, view.answer) == ("Sync status", None)


def test_values_that_no_view_was_stored_as_are_refused():
    with pytest.raises(ValueError, match="company"):
        from_json({"version": 2})


def test_a_view_that_a_later_version_stored_is_read_without_its_new_fields():
    view = viewed()
    assert from_json({**to_json(view), "invented": True}) == view


def test_a_view_that_an_earlier_version_stored_lacks_only_what_was_not_there_yet():
    stored = to_json(viewed())
    del stored["notes"], stored["ids"], stored["late"]
    view = from_json(stored)
    assert (view.notes, view.ids, view.late) == (None, (), "")
