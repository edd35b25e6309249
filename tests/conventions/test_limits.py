"""The limits of waits in tests are in one place, and all are stretched on a loaded machine."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable

import pytest

from tests.conventions.project import ROOT, name_of, nodes_of, python_files, text_of
from tests.support import limits

AT_LEAST_S = 4
"""A shorter limit is one that a test wants to run out."""
WAITS = {"wait", "join", "result", "exception", "acquire", "wait_for", "communicate"}
LIMITS = {"timeout", "default_timeout", "read_timeout", "trigger_timeout"}
SECONDS = {"seconds", "within"}
# A limit set in a test itself, and why that is correct.
RIGHT = {
    "tests/codat_client/test_deadlines.py: timeout=5.5": "what the client makes of it is what is tried",
}
SETTINGS = "[pytest]\naddopts = -p timeout -p tests.support.limits\ntimeout = 1\n"
TOO_LONG = """
import pytest, threading

def test_usual():
    threading.Event().wait(2)

@pytest.mark.timeout(1.5)
def test_own():
    threading.Event().wait(2)
"""


def own_limits(nodes: Iterable[ast.AST]) -> set[str]:
    """Find the limits of waits that are written as a number, `timeout=20`, and arguments that are usual."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            found |= {f"{called}({value})" for value in numbers(node.args) if called in WAITS}
            found |= {
                f"{each.arg}={value}"
                for each in node.keywords
                for value in numbers([each.value])
                if each.arg in LIMITS
            }
        elif isinstance(node, ast.arguments):
            names = [each.arg for each in [*reversed(node.args), *node.kwonlyargs]]
            without = [None] * (len(node.args) - len(node.defaults))
            values = [*reversed(node.defaults), *without, *node.kw_defaults]
            usual = [pair for pair in zip(names, values, strict=True) if pair[0] in LIMITS | SECONDS]
            found |= {f"{name}={number}" for name, value in usual for number in numbers([value])}
    return found


def numbers(values: Iterable[ast.expr | None]) -> list[float]:
    """The numbers among these expressions that are long enough for a limit."""
    return [
        each.value
        for each in values
        if isinstance(each, ast.Constant) and isinstance(each.value, int | float) and each.value >= AT_LEAST_S
    ]


@pytest.fixture
def run(pytester, monkeypatch):
    """Run the tests that take too long, with limits stretched so many times; give what came of them."""

    def run_them(scale: str):
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # it takes as long as all the rest
        monkeypatch.setenv("TEST_LIMITS", scale)
        pytester.makefile(".ini", pytest=SETTINGS)
        pytester.makepyfile(TOO_LONG)
        return pytester.runpytest_subprocess("-q").parseoutcomes()

    return run_them


def test_a_wait_ends_just_before_the_tests_own_limit():
    usual = tomllib.loads(text_of("pyproject.toml"))["tool"]["pytest"]["ini_options"]["timeout"]
    assert 0.8 * usual <= limits.WAIT_S / limits.SCALE < usual


def test_no_wait_has_a_limit_of_its_own():
    found = {
        f"{name_of(path)}: {limit}" for path in python_files("tests") for limit in own_limits(nodes_of(path))
    }
    assert found == set(RIGHT)


@pytest.mark.parametrize(
    "line",
    [
        "thread.join(5)",
        "gate.wait(30)",
        "AppTest.from_file(name, default_timeout=30)",
        "expect(it).to_be_visible(timeout=10_000)",
        "def until(seconds=20): ...",
        "def until(*, seconds: float = 20): ...",
    ],
)
def test_each_way_to_set_one_is_noticed(line):
    assert len(own_limits(ast.walk(ast.parse(line)))) == 1


@pytest.mark.parametrize("line", ["thread.join(limits.WAIT_S)", "ask(timeout=0.2)", "mark.timeout(400)"])
def test_what_runs_out_on_purpose_and_a_tests_own_limit_are_none(line):
    assert not own_limits(ast.walk(ast.parse(line)))


def test_on_a_loaded_machine_every_tests_own_limit_is_stretched(run):
    assert run("1") == {"failed": 2}
    assert run("9") == {"passed": 2}


def test_all_that_is_waited_for_is_stretched_too(monkeypatch):
    monkeypatch.setattr(limits, "SCALE", 7.0)
    assert limits.stretched(3) == 21
