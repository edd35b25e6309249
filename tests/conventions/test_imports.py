"""Who may import whom: the contracts in pyproject.toml pass, and each fails on a planted import."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conventions.project import (
    PACKAGES,
    ROOT,
    imports_of,
    name_of,
    product_files,
    python_files,
    text_of,
)

LINTER = "from importlinter.cli import lint_imports_command as run; run(['--no-logo', *{options}])"
# A forbidden import for each other contract: where it is planted, and what it says.
PLANTS = {
    "The sandbox imports nothing of ours": ("sandbox/plant.py", "import codat_client"),
    "Nothing imports the sandbox": ("codat_client/plant.py", "import sandbox"),
    "The client imports no dashboard code, Streamlit, pandas or plotly": (
        "codat_client/plant.py",
        "import pandas",
    ),
    "The rules import no Streamlit, pandas, plotly or database": (
        "dashboard/insight/stored.py",
        "import dashboard.store.engine",
    ),
    "The rules make no calls": ("dashboard/search/plant.py", "from codat_client.sync import Sync"),
    "No Streamlit below ui": ("dashboard/services/plant.py", "import streamlit"),
    "Only the client speaks HTTP to Codat": ("pages/plant.py", "import requests"),
}
# A plant for each pair of neighbouring layers: the lower imports the upper.
LAYER_PLANTS = [
    ("dashboard/insight/plant.py", "import dashboard.views"),
    ("dashboard/ui/plant.py", "import dashboard.entry.main"),
    ("dashboard/sharing/plant.py", "import dashboard.ui"),
    ("dashboard/starting/plant.py", "import dashboard.sharing"),
    ("dashboard/services/plant.py", "import dashboard.starting"),
    ("dashboard/views/plant.py", "import dashboard.services"),
    ("dashboard/search/plant.py", "import dashboard.insight"),
    ("dashboard/store/plant.py", "import dashboard.insight"),
    ("dashboard/settings/values.py", "import dashboard.demo"),
]
STREAMLIT_IN = {"ui", "entry", "web"}
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


def report_with(plants: Iterable[tuple[str, str]], folder: Path) -> str:
    """Return what the linter reports of a copy in which each of these files has one more line."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=COMPILED)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, line in plants:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    return lint(folder).stdout


@pytest.fixture(scope="module")
def report_on_contracts(tmp_path_factory) -> str:
    """What the linter reports of a copy with a forbidden import for each contract but the layers'."""
    return report_with(PLANTS.values(), tmp_path_factory.mktemp("contracts"))


@pytest.fixture(scope="module")
def report_on_layers(tmp_path_factory) -> str:
    """What the linter reports of a copy in which each layer imports a higher one."""
    return report_with(LAYER_PLANTS, tmp_path_factory.mktemp("layers"))


@pytest.mark.parametrize("contract", [each["name"] for each in LINT["contracts"] if each["name"] != "Layers"])
def test_a_planted_import_breaks_its_contract(contract, report_on_contracts):
    assert f"{contract} BROKEN" in report_on_contracts
    name, line = PLANTS[contract]
    of_contract = report_on_contracts.rpartition(f"\n{contract}\n")[2]
    module = name.removesuffix(".py").replace("/", ".")
    assert f"{module} -> {imported(line)}" in of_contract


@pytest.mark.parametrize(("name", "line"), LAYER_PLANTS)
def test_an_import_from_a_higher_layer_breaks_the_layers(name, line, report_on_layers):
    assert "Layers BROKEN" in report_on_layers
    module = name.removesuffix(".py").replace("/", ".")
    assert f"{module} -> {imported(line)}" in report_on_layers


def imported(line: str) -> str:
    """Return the module that a line imports."""
    return line.split()[1]


def test_every_package_of_the_dashboard_is_in_a_layer():
    layers = {name.strip() for line in LINT["contracts"][0]["layers"] for name in line.split("|")}
    packages = {f"dashboard.{path.stem}" for path in (ROOT / "dashboard").iterdir() if path.stem[0] != "_"}
    assert packages <= layers


def test_only_what_shows_pages_imports_streamlit():
    importing = {
        path.relative_to(ROOT / "dashboard").parts[0]
        for path in python_files("dashboard")
        if any(name.split(".")[0] == "streamlit" for name in imports_of(path))
    }
    assert importing <= STREAMLIT_IN


def test_no_rule_names_the_client():
    rules = python_files("dashboard/insight", "dashboard/search")
    assert not [name_of(path) for path in rules if "codat_client.CodatClient" in imports_of(path)]


def test_only_the_demo_starts_the_sandbox():
    naming = [name_of(path) for path in product_files() if '"sandbox"' in path.read_text(encoding="utf-8")]
    assert [name for name in naming if not name.startswith("sandbox/")] == ["dashboard/demo.py"]


def test_nothing_imports_the_app():
    assert not [name_of(path) for path in product_files() if "app" in imports_of(path)]


def test_the_page_script_is_the_only_module_in_its_folder():
    # Streamlit puts that folder at the front of the import path: another module could exist twice.
    names = {path.name for path in (ROOT / "dashboard/entry").rglob("*.py")}
    assert names <= {"main.py", "__init__.py"}


def test_the_layers_of_the_documents_are_those_of_the_contract():
    listed = text_of("docs/architecture.md").split("```\napp.py\n")[1].split("```")[0]
    layers = [line.replace(" | ", " · ") for line in LINT["contracts"][0]["layers"]]
    assert listed.split("\n")[:-1] == layers
