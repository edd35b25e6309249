"""A state has one word, on every page, in the documents and in the browser's list of recents."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.streak import Streak
from dashboard.views.verdict import state_words
from dashboard.views.verdict.state_words import WORDS
from tests.conventions.project import ROOT, name_of, python_files, tree_of
from tests.insight.verdict_makers import judged, nights
from tests.support.merchants import reads

OURS = Path(state_words.__file__)
OTHERS = [path for path in python_files("dashboard", "pages", "script") if path != OURS]


def test_every_state_has_a_word_of_its_own():
    assert list(WORDS) == list(State)
    assert len(set(WORDS.values())) == len(State)


def test_a_failing_company_is_listed_with_its_days_and_others_with_their_state():
    assert state_words.with_days(judged(nights([2000, 4000]))) == "failing 1 day"
    assert state_words.with_days(reads("failing-31").judged()) == WORDS[State.PROBABLY_SWITCHED_OFF]


@pytest.mark.parametrize(
    ("state", "left", "words"),
    [
        (State.FAILING, 22, "22 days until switch-off"),
        (State.WILL_BE_SWITCHED_OFF, 1, "1 day until switch-off"),
        (State.FAILING, None, ""),
        (State.ARRIVING, 22, ""),
        (State.PROBABLY_SWITCHED_OFF, 0, ""),
    ],
)
def test_days_left_are_shown_of_a_failing_sync_only(state, left, words):
    verdict = replace(judged(nights([4000])), state=state, streak=Streak(days=9, left=left))
    assert state_words.until_switch_off(verdict) == words


def test_the_rules_document_calls_the_states_as_the_pages_do():
    table = (
        (ROOT / "docs/how-it-judges.md")
        .read_text("utf-8")
        .partition("| state, least serious first")[2]
        .partition("\n\n")[0]
    )
    assert [row.split(" |")[0].strip("| ") for row in table.splitlines()[2:]] == list(WORDS.values())


def worded(tree: ast.AST) -> Iterator[str]:
    """Yield what words a state: a lower-case text for one in a mapping, or its value taken apart."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                of_state = isinstance(key, ast.Attribute) and ast.unparse(key.value) == "State"
                text = value.value if isinstance(value, ast.Constant) else None
                if of_state and isinstance(text, str) and text[:1].islower():
                    yield text
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("state.replace", "state.value.replace")
        ):
            yield ast.unparse(node)


@pytest.mark.parametrize("path", OTHERS, ids=name_of)
def test_no_other_module_words_a_state(path: Path):
    assert list(worded(tree_of(path))) == []


def test_a_second_wording_would_be_found():
    second = 'WORDS = {State.LATE: "too late"}\nsaid = verdict.state.replace("_", " ")'
    assert list(worded(ast.parse(second))) == ["too late", "verdict.state.replace('_', ' ')"]
