"""Everything that a person can change asks `access.may`, on the server, at the act."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conventions.project import ROOT, name_of, python_files, tree_of
from tests.conventions.test_habits import lines_with

# What writes to the store. Pages reach the first three through `ACTS`; the rest is no act of a person.
WRITERS = {
    "dashboard/starting/repository.py",
    "dashboard/starting/merchant_answers.py",
    "dashboard/record/notes.py",
    "dashboard/sharing/opening_rows.py",  # how often links were opened, on nobody’s behalf
    "dashboard/sharing/repository.py",
    "dashboard/fleet/reading/snapshots.py",
    "dashboard/fleet/reading/refresh.py",
    "dashboard/fleet/reading/poller.py",  # its lease
    "dashboard/fleet/reading/watch.py",  # when checks ran
    "dashboard/fleet/reading/company_list.py",  # its lease
    "dashboard/fleet/rejudging.py",  # its lease
    "dashboard/access/administration/session_service.py",
    "dashboard/access/sessions.py",  # who signed in; ending another person’s session asks `may` first
    "dashboard/access/tokens.py",  # made by a command on the server alone; the rest says when one was used
    "dashboard/access/events.py",  # what happened, whoever it was; the acts themselves ask
    "dashboard/access/people.py",
    "dashboard/starting/restored.py",  # a restored company was compared, as a start is followed or decided
    "dashboard/fleet/recording.py",  # what Codat reported of a company, whoever read it
    "dashboard/fleet/repository.py",  # the list of companies, and the poller's plan
    "dashboard/fleet/people/work_rows.py",
    "dashboard/fleet/people/saved_views.py",
    "dashboard/fleet/people/last_look.py",  # when someone who signed in opened Home
    "dashboard/fleet/reading/request_notes.py",  # how many requests a process has sent, on nobody’s behalf
    "dashboard/services/stored_account.py",  # the account of a key, as the process starts to use it
    "dashboard/store/engine.py",
    "dashboard/store/backup.py",
    "dashboard/store/retention.py",
    "dashboard/store/fleet/retention.py",
}
ACTS = {
    "dashboard/fleet/people/work.py": "WorkService",
    "dashboard/fleet/people/saved_views.py": "SavedViews",
    "dashboard/starting/service.py": "StartService",
    "dashboard/record/notes.py": "Notebook",
    "dashboard/sharing/service.py": "ShareService",
    "dashboard/fleet/reading/refresh.py": "FleetRefreshes",
    "dashboard/access/administration/session_service.py": "SessionService",
    "dashboard/access/people.py": "PeopleRepository",
    "dashboard/access/tokens.py": "TokenRepository",
}
CHANGES = {"claim", "seize", "change", "change_if", "add", "add_preview", "writing", "execute"}
PAUSES_AFTER_A_RESTORE = "dashboard/store/restore_checks.py"
"""Writes events into a copy of the database, before it is the one in use."""
NO_PERSON = {
    *("follow_left", "close"),
    "asked",  # ends a refresh that is complete, for the poller
    "end_complete",  # the same, before another one starts
    "provider_refused",  # the provider says that someone left
    *("make", "revoke"),  # a token, by a command on the server alone: `test_no_page_or_route_makes_a_token`
    "note_use",  # when a token was used last
}
"""Public methods that change something on nobody's behalf."""
BEARER = "dashboard/web/api/bearer.py"
EXPORTS = ROOT / "dashboard/services/exports.py"
READS = {"select", "reading"}
"""A method that calls these and `execute`, but not `writing`, changes nothing."""


def calls_of(function: ast.FunctionDef) -> set[str]:
    """Return the last name of each call in a function."""
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in called}


def unasked(path: Path, class_name: str) -> set[str]:
    """Return the public methods of a class that change something without a call of `may`."""
    (found,) = (
        node for node in tree_of(path).body if isinstance(node, ast.ClassDef) and node.name == class_name
    )
    methods = [node for node in found.body if isinstance(node, ast.FunctionDef)]
    public = [each for each in methods if not each.name.startswith("_") and each.name not in NO_PERSON]
    calls = {each.name: calls_of(each) for each in methods}
    reached = {each.name: reached_from(each.name, calls) for each in public}
    return {name for name, found in reached.items() if changes(found) and "may" not in found}


def changes(called: set[str]) -> bool:
    """Return whether calls change something: what only reads executes a query too."""
    only_reads = called >= READS and "writing" not in called
    return bool(called & (CHANGES - {"execute"} if only_reads else CHANGES))


def reached_from(name: str, calls: dict[str, set[str]]) -> set[str]:
    """Return the calls of a method, and those of the class's private methods that it calls."""
    found: set[str] = set()
    waiting = {name}
    while waiting:
        found |= waiting
        waiting = {call for each in waiting if each == name or each[0] == "_" for call in calls.get(each, ())}
        waiting -= found
    return found


def test_the_store_is_written_in_known_files_alone():
    found = lines_with(r"\.writing\(\)", python_files("pages", "dashboard"))
    assert set(found) <= WRITERS


def unaudited(text: str) -> bool:
    """Return whether a file inserts an event without `audit.append`."""
    event = r"insert\(\s*(?:start_event|share_event|note|access_event|work_event)\b"
    return len(re.findall(rf"\b{event}", text)) > len(
        re.findall(rf"audit\.append\(\s*connection,\s*{event}", text)
    )


def test_every_event_is_also_an_audit_line():
    found = [name_of(path) for path in python_files("dashboard") if unaudited(path.read_text("utf-8"))]
    assert found == [PAUSES_AFTER_A_RESTORE]


def test_every_download_is_decided_and_recorded():
    files = python_files("pages", "dashboard")
    texts = {name_of(path): path.read_text("utf-8") for path in files}
    buttons = {name: text.count("st.download_button(") for name, text in texts.items()}
    recorded = {name: text.count("exports.of_") for name, text in texts.items()}
    assert any(buttons.values())
    assert {name: count for name, count in buttons.items() if count != recorded[name]} == {}


def test_every_function_that_records_an_export_decides_it():
    """`record` alone takes a decision from its caller, who has asked then."""
    functions = [each for each in tree_of(EXPORTS).body if isinstance(each, ast.FunctionDef)]
    recording = {each.name: calls_of(each) for each in functions if "record" in calls_of(each)}
    assert set(recording) == {"export_company", "export_listed"}
    assert {name for name, called in recording.items() if "may" not in called} == set()
    importing = lines_with(r"services\.exports import .*\brecord\b", python_files("pages", "dashboard"))
    callers = [
        each
        for name in importing
        for each in ast.walk(tree_of(ROOT / name))
        if isinstance(each, ast.FunctionDef) and "record" in calls_of(each)
    ]
    assert callers
    assert {each.name for each in callers if "may" not in calls_of(each)} == set()


def test_no_page_or_route_makes_a_token():
    using = lines_with(r"\bTokenRepository\b", python_files("pages", "dashboard"))
    assert set(using) - {"dashboard/access/tokens.py"} == {BEARER}
    functions = [each for each in ast.walk(tree_of(ROOT / BEARER)) if isinstance(each, ast.FunctionDef)]
    assert not {"make", "revoke"} & set().union(*(calls_of(each) for each in functions))


def test_no_page_reaches_the_store_but_through_what_asks():
    files = [*python_files("pages"), *python_files("dashboard/ui")]
    reached = lines_with(r"dashboard\.store\.(?!errors\b)|import StartRepository", files)
    assert not reached


@pytest.mark.parametrize(("file", "class_name"), ACTS.items())
def test_every_act_of_a_person_asks_whether_they_may(file, class_name):
    assert unasked(ROOT / file, class_name) == set()


def test_an_act_that_does_not_ask_is_noticed(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text("class Planted:\n    def free(self):\n        self._records.change_if(1)\n")
    assert unasked(planted, "Planted") == {"free"}


def test_each_file_is_there():
    assert {name_of(ROOT / each) for each in ACTS} <= {name_of(path) for path in python_files("dashboard")}
