"""The states of a start and their transitions, as in the documents' picture."""

import re
from pathlib import Path

import pytest

from dashboard.insight.start.attempt import SETTLED, Stage
from dashboard.insight.start.transitions import NEXT, check

PAGE = Path(__file__).resolve().parents[3] / "docs" / "starting-a-sync.md"
EVERY_CHANGE = [(before, after) for before in Stage for after in Stage]


def drawn():
    """The arrows of the picture in docs/starting-a-sync.md; the start and the end are "[*]"."""
    arrows = re.findall(r"^\s+(\S+) --> (\S+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {(before.replace("_", " "), after.replace("_", " ")) for before, after in arrows}


def test_the_picture_shows_each_change_and_no_other():
    changes = {(before.value, after.value) for before, later in NEXT.items() for after in later}
    ends = {(stage.value, "[*]") for stage in SETTLED}
    assert drawn() == changes | ends | {("[*]", Stage.LOOKING.value)}


def test_the_table_explains_every_state():
    rows = re.findall(r"^\| ([a-z ]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [each.value for each in Stage] == [row for row in rows if row in set(Stage)][: len(Stage)]


def test_what_is_settled_never_changes():
    assert {stage for stage, later in NEXT.items() if not later} == SETTLED


@pytest.mark.parametrize(("before", "after"), EVERY_CHANGE)
def test_a_change_that_is_not_in_the_table_is_refused(before, after):
    if before is after or after in NEXT[before]:
        check(before, after)
        return
    with pytest.raises(ValueError, match="can’t become"):
        check(before, after)
