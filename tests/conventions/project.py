"""The project's files, for the tests in this folder."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("pages", "dashboard", "codat_client", "sandbox")


def python_files(*folders: str) -> list[Path]:
    """Every Python file below the folders (of ROOT), sorted; `app.py` may be among them."""
    found = [path for name in folders for path in [ROOT / name, *(ROOT / name).rglob("*.py")]]
    return sorted(path for path in found if path.is_file())


def product_files() -> list[Path]:
    """Every Python file of the product: app.py and the packages."""
    return python_files("app.py", *PACKAGES)


def name_of(path: Path) -> str:
    """Return a file's path as in the documents: relative to the project's folder, with slashes."""
    return path.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    """Read one file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse one Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Every node of a Python file, cached, since walking takes longer than reading the file."""
    return list(ast.walk(tree_of(path)))


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Name the modules that a file imports, in full; relative ones left out."""
    named: set[str] = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            named.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named.add(node.module)
            named.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(named)


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file, inner ones too."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in nodes_of(path) if isinstance(node, kinds)]


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring, decorators and blank lines."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return 1 + sum((part.end_lineno or part.lineno) - part.lineno + 1 for part in body)


def texts_of(path: Path) -> list[tuple[int, str]]:
    """Every string of a file with its line, including pieces of f-strings, but no docstring."""
    docs = {id(node.value) for node in nodes_of(path) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in nodes_of(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def pauses_of(path: Path) -> set[str]:
    """Name the calls in a file that only let time pass: sleeps, and waits for events nobody sets."""
    text, functions = path.read_text(encoding="utf-8"), functions_of(path)
    calls = [node for node in nodes_of(path) if isinstance(node, ast.Call) and node.args]
    pauses = [call for call in calls if _only_lets_time_pass(call.func, text)]
    return {_function_around(call, functions) for call in pauses}


def _function_around(call: ast.Call, functions: list[ast.FunctionDef | ast.AsyncFunctionDef]) -> str:
    around = [each for each in functions if each.lineno <= call.lineno <= (each.end_lineno or 0)]
    return max(around, key=lambda each: each.lineno).name if around else "the file itself"


def _only_lets_time_pass(called: ast.expr, text: str) -> bool:
    method = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if method != "wait":
        return method in {"sleep", "wait_for_timeout"}
    owner = ast.unparse(called).rpartition(".")[0]
    name = owner.rpartition(".")[2]
    made_here = name == "Event()" or re.search(rf"\b{re.escape(name)}\b.* = .*\bEvent\(\)", text)
    return bool(made_here) and f"{name}.set" not in text
