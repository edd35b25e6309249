"""Count the lines of code, without blank lines, comments and docstrings: the tests' and the product's.

    .venv/bin/python -m script.count_lines

Not the sandbox or the benchmarks. The last line is the number of lines of test per line of code.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("app.py", "pages", "dashboard", "codat_client", "script")
TESTS = ("conftest.py", "tests")
EMPTY = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
    tokenize.ENCODING,
}  # fmt: skip


def lines_of(text: str) -> int:
    """Count a module's lines with code; a string over several lines is code, unless it is a docstring."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    code = {
        line
        for token in tokens
        if token.type not in EMPTY
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(code - set(_docstring_lines(ast.parse(text))))


def _docstring_lines(tree: ast.Module) -> Iterable[int]:
    """List the lines of docstrings, including those of attributes."""
    for node in _statements(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _statements(node: ast.AST) -> Iterable[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield child
            yield from _statements(child)


def count(places: Iterable[str], root: Path = ROOT) -> dict[str, int]:
    """Count the lines of all Python files in these folders: folder → lines."""
    return {place: sum(_lines(path) for path in _files(root / place)) for place in places}


def ratio(root: Path = ROOT) -> float:
    """Return the number of lines of test per line of product."""
    return sum(count(TESTS, root).values()) / sum(count(PRODUCT, root).values())


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.py"))


@cache
def _lines(path: Path) -> int:
    return lines_of(path.read_text(encoding="utf-8"))


def main() -> None:
    """Print the lines of each folder, and the number of lines of test per line of code."""
    for name, places in (("product", PRODUCT), ("tests", TESTS)):
        lines = count(places)
        by_folder = ", ".join(f"{place} {number:,}" for place, number in lines.items())
        print(f"{name}: {sum(lines.values()):,} lines ({by_folder})")
    print(f"lines of test per line of code: {ratio():.2f}")


if __name__ == "__main__":
    main()
