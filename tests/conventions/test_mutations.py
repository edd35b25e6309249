"""What `script.mutate` changes, and that it separates changes tests catch from those they don't."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys

import pytest

from script import mutate
from script.mutations import changes_of
from tests.conventions.project import ROOT, python_files
from tests.support.processes import all_end, started_by


def changed(line: str) -> set[str]:
    """Every text that one line can become."""
    return {each.applied(line) for each in changes_of(line)}


@pytest.mark.parametrize(
    ("line", "others"),
    [
        ("a < b", {"(a <= b)", "(a >= b)"}),
        ("a >= b", {"(a > b)", "(a < b)"}),
        ("a == b", {"(a != b)"}),
        ("a is b", {"(a is not b)"}),
        ("a not in b", {"(a in b)"}),
        ("a <= b < c", {"(a < b < c)", "(a > b < c)", "(a <= b <= c)", "(a <= b >= c)"}),
        ("a and b", {"(a or b)", "a", "b"}),
        ("a or b", {"(a and b)", "a", "b"}),
        ("not a", {"a"}),
        ("a + b", {"(a - b)"}),
        ("x = 7", {"x = (8)", "x = (6)"}),
        ("x = True", {"x = (False)"}),
        ("max(a)", {"min(a)"}),
        ("any(a)", {"all(a)"}),
        ("a if b else c", {"(c if b else a)"}),
        ("[a for a in b if c]", {"[a for a in b if True]"}),
        ("x += y", {"pass"}),
        ("raise x", {"pass"}),
    ],
)
def test_each_kind_of_change_is_made(line, others):
    assert changed(line) - {"pass"} == others - {"pass"}


def test_a_condition_is_turned_round_and_its_branch_left_out():
    assert changed("if a:\n    b = c\n") == {"if (not a):\n    b = c\n", "if False:\n    b = c\n"}


def test_a_result_is_taken_away():
    assert changed("def f():\n    return a\n") == {"def f():\n    return None\n"}


@pytest.mark.parametrize(
    "text",
    [
        '"""At least 7 < 8."""\n',
        'f"{a < 7}"',
        "from a import b",
        "def f(a: list[7]) -> 7:\n    pass\n",
        "x: Literal[7]",
        "def f():\n    return None\n",
        "zip(a, b, strict=True)",
        'x = "a text"',
    ],
)
def test_texts_types_and_imports_are_left_alone(text):
    assert {each for each in changed(text) if each != "pass"} == set()


def test_lines_with_letters_of_several_bytes_are_changed_in_the_right_place():
    assert changed('x = "日本", a < b') == {'x = "日本", (a <= b)', 'x = "日本", (a >= b)'}


def dumped_around(body: list[ast.stmt], line: int) -> str:
    """The function, or the statement outside of any, that holds this line, as Python reads it."""
    (around,) = [each for each in body if each.lineno <= line <= (each.end_lineno or 0)]
    return dumped_around(around.body, line) if isinstance(around, ast.ClassDef) else ast.dump(around)


@pytest.mark.parametrize("path", python_files("dashboard/starting", "dashboard/web/guard.py"), ids=str)
def test_every_change_of_a_true_file_compiles_and_changes_it(path):
    text = path.read_text(encoding="utf-8")
    changes, true = changes_of(text), ast.parse(text).body
    before = {line: dumped_around(true, line) for line in {each.line for each in changes}}
    for change in changes:
        changed = ast.parse(change.applied(text)).body
        assert dumped_around(changed, change.line) != before[change.line]


def test_the_same_seed_picks_the_same_changes_and_another_one_others():
    every = list(mutate.mutants_of("dashboard/insight/gap.py"))
    one, same, other = (
        mutate.picked(every, mutate._options(["--number", "9", "--seed", seed])) for seed in ("3", "3", "4")
    )
    assert one == same != other
    assert len(one) == 9


def test_a_change_is_found_again_by_its_name():
    every = list(mutate.mutants_of("dashboard/insight/gap.py"))
    assert len({each.name for each in every}) == len(every)
    assert mutate.picked(every, mutate._options(["--again", every[5].name])) == [every[5]]


def test_all_that_the_table_names_is_there():
    assert len(mutate.changed_files([])) > 40
    assert not [each for tests in mutate.TESTS.values() for each in tests if not (ROOT / each).exists()]


def test_the_tests_of_a_file_are_run_first():
    first, second, *_ = mutate.tests_for(ROOT, "dashboard/insight/schedule.py")
    assert first == "tests/insight/test_schedule.py"
    assert "schedule" in (ROOT / second).read_text(encoding="utf-8")


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A project of one function with two boundaries, of which its test knows one; as `mutate` sees it."""
    for name in [*mutate.FOLDERS, "dashboard/insight", "tests/insight"]:
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    for name in mutate.COPIED:
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "dashboard/insight/age.py").write_text("def old(years):\n    return years > 17\n")
    test = "from dashboard.insight.age import old\n\ndef test_old():\n    assert old(18) and not old(16)\n"
    (tmp_path / "tests/insight/test_age.py").write_text(test)
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["."]\n')
    monkeypatch.setattr(mutate, "ROOT", tmp_path)
    monkeypatch.setattr(mutate, "TESTS", {"dashboard/insight/": ["tests/insight"]})
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return tmp_path


@pytest.mark.usefixtures("tiny")
def test_what_no_test_notices_is_shown_as_a_diff_and_the_rest_by_the_test_that_did(capsys):
    assert mutate.main([]) == 1
    said = capsys.readouterr().out
    assert "-    return years > 17\n" in said
    assert "UNNOTICED  dashboard/insight/age.py:2:comparison:1" in said
    assert "+    return (years >= 17)" in said
    assert (
        "noticed    dashboard/insight/age.py:2:result-removed:1  tests/insight/test_age.py::test_old" in said
    )
    assert said.endswith("noticed 3 of 5\n")


def test_nothing_is_changed_here(tiny):
    before = (tiny / "dashboard/insight/age.py").read_text()
    mutate.main(["--number", "1"])
    assert (tiny / "dashboard/insight/age.py").read_text() == before


def test_with_a_test_at_the_boundary_all_are_noticed(tiny, capsys):
    test = tiny / "tests/insight/test_age.py"
    test.write_text(test.read_text() + "    assert not old(17)\n")
    assert mutate.main([]) == 0
    assert capsys.readouterr().out.endswith("noticed 5 of 5\n")


def test_a_change_that_runs_for_ever_is_noticed(tiny, monkeypatch, capsys):
    monkeypatch.setattr(mutate, "LIMIT_S", 3.0)
    text = "def old(years):\n    while False:\n        pass\n    return years >= 18\n"
    (tiny / "dashboard/insight/age.py").write_text(text)
    mutate.main(["--again", "dashboard/insight/age.py:2:constant:1"])
    assert "dashboard/insight/age.py:2:constant:1  took too long" in capsys.readouterr().out


def test_ended_it_ends_its_tests_and_removes_its_copy(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "script.mutate", "dashboard/insight/schedule.py"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        text=True,
    ) as run:
        run.stdout.readline()  # how many there are
        started = started_by(run.pid, "pytest")
        run.send_signal(signal.SIGTERM)
        assert all_end(started)
    assert list(tmp_path.iterdir()) == []
