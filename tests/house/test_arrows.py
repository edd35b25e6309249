"""Who may import whom: the contracts in pyproject.toml pass, and each fails on a planted import."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.project import ROOMS, ROOT, imports_of, name_of, product_files, text_of

LINTER = "from importlinter.cli import lint_imports_command as run; run(['--no-logo', *{options}])"
# One forbidden import for each contract: where it is planted, and what it says.
PLANTS = {
    "Downwards only": ("dashboard/insight/plant.py", "import dashboard.views"),
    "The sandbox knows nothing of the rest": ("sandbox/plant.py", "import codat_client"),
    "The rest knows nothing of the sandbox": ("codat_client/plant.py", "import sandbox"),
    "The client stands alone": ("codat_client/plant.py", "import pandas"),
    "The rules know records and a clock, no Streamlit, pandas or plotly": (
        "dashboard/insight/plant.py",
        "import plotly",
    ),
    "Views, files and the start door know no Streamlit": ("dashboard/export/plant.py", "import streamlit"),
    "Only the client speaks HTTP to Codat": ("pages/plant.py", "import requests"),
}
# Another worker may be writing these just now.
COMPILED = shutil.ignore_patterns("__pycache__")
LINT = tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINTER.format(options=options)]
    return subprocess.run(
        command,
        check=False,
        cwd=folder,
        env={"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )


def test_every_import_goes_downwards():
    result = lint(ROOT, "--no-cache")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Path:
    """A copy of what the contracts are about; the linter keeps there what it has read of it."""
    tree: Path = tmp_path_factory.mktemp("tree")
    for name in ROOMS:
        shutil.copytree(ROOT / name, tree / name, ignore=COMPILED)
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


@pytest.mark.parametrize("contract", [each["name"] for each in LINT["contracts"]])
def test_a_planted_import_breaks_its_contract(contract, copied):
    name, line = PLANTS[contract]
    plant = copied / name
    plant.write_text(line + "\n", encoding="utf-8")
    told = lint(copied).stdout
    plant.unlink()
    assert f"{contract} BROKEN" in told


def test_every_room_of_the_dashboard_stands_on_a_floor():
    floors = {room.strip() for line in LINT["contracts"][0]["layers"] for room in line.split("|")}
    rooms = {f"dashboard.{path.stem}" for path in (ROOT / "dashboard").iterdir() if path.stem[0] != "_"}
    assert rooms <= floors


def test_only_the_demo_starts_the_sandbox():
    naming = [name_of(path) for path in product_files() if '"sandbox"' in path.read_text(encoding="utf-8")]
    assert [name for name in naming if not name.startswith("sandbox/")] == ["dashboard/demo.py"]


def test_nobody_imports_the_door():
    assert not [name_of(path) for path in product_files() if "app" in imports_of(path)]


def test_beside_the_page_script_stands_no_other_module():
    # Streamlit puts that folder at the front of the import path: a module there could exist twice.
    names = {path.name for path in (ROOT / "dashboard/entry").rglob("*.py")}
    assert names <= {"main.py", "__init__.py"}


def test_the_floors_of_the_documents_are_those_of_the_contract():
    told = text_of("docs/architecture.md").split("```\napp.py\n")[1].split("```")[0]
    floors = [line.replace(" | ", " · ") for line in LINT["contracts"][0]["layers"]]
    assert told.split("\n")[:-1] == floors
