"""Lines are counted as a reader would: only code."""

from __future__ import annotations

import pytest

from script import count_lines

MODULE = '''"""What it is,

over three lines."""

# a comment
import os  # another


class Thing:
    """A thing."""

    size: int = 1
    """Its size."""

    def told(self) -> str:
        """Say it."""

        text = """two
        lines"""
        return (
            text
        )
'''


def test_blank_lines_comments_and_docstrings_are_no_code():
    assert count_lines.lines_of(MODULE) == 9  # import, class, size, def, text (2), return (3)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", '"""A text\nalone."""\n'])
def test_a_file_without_code_has_no_lines(text):
    assert count_lines.lines_of(text) == 0


def test_a_text_that_is_used_is_code_though_it_is_long():
    assert count_lines.lines_of('say("""one\n\ntwo""")\n') == 3


@pytest.fixture
def tree(tmp_path):
    """A project of four lines of product, six of tests, and a sandbox that is neither."""
    for name, lines in {
        "app.py": 1, "pages/home.py": 1, "dashboard/a/b.py": 1, "script/c.py": 1, "conftest.py": 2,
        "tests/test_a.py": 4, "sandbox/much.py": 50, "benchmarks/much.py": 50,
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one = 1\n" * lines, encoding="utf-8")
    return tmp_path


def test_the_ratio_leaves_the_sandbox_and_the_benchmarks_aside(tree):
    assert count_lines.ratio(tree) == 1.5


def test_each_place_is_counted_with_all_that_is_below_it(tree):
    assert count_lines.count(["dashboard", "tests"], tree) == {"dashboard": 1, "tests": 4}


def test_it_prints_both_and_ends_with_the_ratio(capsys):
    count_lines.main()
    product, tests, last = capsys.readouterr().out.splitlines()
    assert product.startswith("product: ")
    assert tests.startswith("tests: ")
    assert last == f"lines of test per line of code: {count_lines.ratio():.2f}"


def test_there_are_at_least_thirteen_lines_of_test_for_ten_of_code():
    assert count_lines.ratio() >= 1.3
