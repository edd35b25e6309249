"""Change the product in one place at a time and see whether the tests notice.

    .venv/bin/python -m script.mutate --number 20 --seed 7          # twenty random changes
    .venv/bin/python -m script.mutate dashboard/insight/gap.py      # every change to one file
    .venv/bin/python -m script.mutate --again dashboard/insight/gap.py:61:comparison:1

It works in a copy, so these files don't change. Each change runs the tests that TESTS names for its file,
those that import it first. A change that no test catches is shown as a diff: either it has no effect, or a
test is missing. The last line counts; the exit code is 1 if no test caught a change.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from script.mutations import Change, changes_of

ROOT = Path(__file__).resolve().parent.parent
TESTS = {
    "dashboard/insight/": ["tests/insight", "tests/views"],
    "dashboard/search/": ["tests/search"],
    "dashboard/starting/": ["tests/starting", "tests/pages/test_start.py", "tests/pages/test_start_stops.py"],
    "dashboard/store/": ["tests/store"],
    "codat_client/": ["tests/codat_client"],
    "dashboard/web/guard.py": ["tests/web"],
    "dashboard/foreign_text.py": ["tests/foreign_text"],
}
"""What is changed, and where its tests are. The first folder is the one that should notice."""
COPIED = (
    "app.py", "conftest.py", "pyproject.toml", "requirements.txt", "requirements-dev.txt",
    "requirements-postgres.txt",
)  # fmt: skip
FOLDERS = (
    "pages", "dashboard", "codat_client", "sandbox", "script", "tests", "benchmarks", "docs", "requirements",
    ".streamlit",
)  # fmt: skip
LIMIT_S = 400.0
"""A change that makes the tests run longer than this, as an endless loop does, counts as noticed."""
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Mutant:
    """One change of one file, and its index among the changes of that kind in its line."""

    file: str
    change: Change
    place: int

    @property
    def name(self) -> str:
        """The name that `--again` accepts."""
        return f"{self.file}:{self.change.line}:{self.change.kind.replace(' ', '-')}:{self.place}"


def main(arguments: list[str]) -> int:
    """Try the requested changes; return the exit code."""
    options = _options(arguments)
    every = [each for file in changed_files(options.files) for each in mutants_of(file)]
    chosen = picked(every, options)
    print(f"{len(chosen)} of {len(every)} possible changes, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        tree = copy_of_the_tree(Path(folder))
        unnoticed = [each for each in chosen if not noticed(tree, each)]
    print(f"noticed {len(chosen) - len(unnoticed)} of {len(chosen)}")
    return 1 if unnoticed else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m script.mutate", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("files", nargs="*", help=f"which files; without any, all below {', '.join(TESTS)}")
    parser.add_argument("--number", type=int, help="how many changes; without it, all")
    parser.add_argument("--seed", type=int, default=1, help="which ones (1)")
    parser.add_argument("--again", nargs="+", default=[], help="changes by their names")
    return parser.parse_args(arguments)


def changed_files(named: list[str]) -> list[str]:
    """List the files to change, from the project's folder: those named, or all that TESTS knows."""
    if named:
        return named
    found = [path for place in TESTS for path in _python_below(ROOT / place)]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def _python_below(place: Path) -> list[Path]:
    return [place] if place.is_file() else list(place.rglob("*.py"))


def mutants_of(file: str) -> Iterator[Mutant]:
    """List every change of a file."""
    seen: dict[tuple[int, str], int] = {}
    for change in changes_of((ROOT / file).read_text(encoding="utf-8")):
        key = (change.line, change.kind)
        seen[key] = seen.get(key, 0) + 1
        yield Mutant(file, change, seen[key])


def picked(every: list[Mutant], options: argparse.Namespace) -> list[Mutant]:
    """Pick the requested changes: by name, or so many at random, the same for the same seed."""
    if options.again:
        return [each for each in every if each.name in options.again]
    if options.number is None or options.number >= len(every):
        return every
    return random.Random(options.seed).sample(every, options.number)  # noqa: S311 - dice


def copy_of_the_tree(folder: Path) -> Path:
    """Copy what the tests need, without compiled files."""
    for name in COPIED:
        shutil.copy(ROOT / name, folder)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def noticed(tree: Path, mutant: Mutant) -> bool:
    """Change the copy, run the tests, undo the change; print and return whether a test failed."""
    path = tree / mutant.file
    before = path.read_text(encoding="utf-8")
    after = mutant.change.applied(before)
    _write(path, after)
    try:
        failing = first_failure(tree, tests_for(tree, mutant.file))
    finally:
        _write(path, before)
    if failing:
        print(f"noticed    {mutant.name}  {failing}", flush=True)
    else:
        print(f"UNNOTICED  {mutant.name}\n{_difference(mutant.file, before, after)}", flush=True)
    return failing is not None


def _write(path: Path, text: str) -> None:
    """Write a module so that Python recompiles it, even if length and time stay the same."""
    path.write_text(text, encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()


def tests_for(tree: Path, file: str) -> list[str]:
    """Return the tests of a file, the most likely first: named like it, importing it, the rest."""
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package, _, name = module.rpartition(".")
    imports = re.compile(rf"{re.escape(module)}\b|from {re.escape(package)} import [^\n]*\b{name}\b")
    folders = next(tests for place, tests in TESTS.items() if file.startswith(place))
    files = [path for each in folders for path in _tests_below(tree / each)]

    def rank(path: Path) -> int:
        if path.stem == f"test_{name}":
            return 0
        return 1 if imports.search(path.read_text(encoding="utf-8")) else 2

    return [path.relative_to(tree).as_posix() for path in sorted(files, key=rank)]


def _tests_below(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("test_*.py"))


def first_failure(tree: Path, tests: list[str]) -> str | None:
    """Run tests until one fails; return its name, or None when all pass."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    run = subprocess.Popen(  # noqa: S603 - ourselves
        command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        said, _ = run.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        return "took too long"
    finally:
        _end(run)
    if run.returncode == 0:
        return None
    found = FAILED.search(said)
    return found[1] if found else said.strip().rpartition("\n")[2]


def _end(run: subprocess.Popen[str]) -> None:
    """Kill the tests and their child processes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


def _difference(file: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), file, file, lineterm="", n=1)
    return "\n".join(f"    {line}" for line in list(lines)[2:])


if __name__ == "__main__":
    # Like Ctrl-C, so that running tests are killed and the copy is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
