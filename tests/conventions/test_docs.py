"""The documents are true: all settings, packages, files and commands, and none that doesn't exist."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from dashboard.settings import SETTING_NAMES
from script import roles_table
from script.settings_table import with_table
from tests.conventions.project import (
    PACKAGES,
    ROOT,
    imports_of,
    name_of,
    product_files,
    python_files,
    text_of,
)

PAGES = sorted(
    name_of(path) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]
)
FOLDERS = "deploy|pages|dashboard|codat_client|sandbox|tests|script|docs|requirements|\\.streamlit|\\.ci"
MADE_LATER = {".streamlit/secrets.toml"}  # by whoever runs it
# Packages that are commands or plug-ins, imported by nobody; and data that others read.
TOOLS = {
    "pytest-xdist", "pytest-timeout", "pytest-rerunfailures", "ruff", "mypy", "pandas-stubs",
    "types-requests", "import-linter", "uv", "fonttools", "brotli", "fontpkg-inter", "tzdata", "orjson",
    "uvloop",
}  # fmt: skip


LISTS = ["requirements.txt", "requirements-postgres.txt", "requirements-dev.txt"]


def direct(name: str) -> set[str]:
    """Name the packages of one of the lists in requirements/."""
    lines = re.findall(r"^[a-z][\w.-]*", text_of(f"requirements/{name}.in"), re.MULTILINE)
    return set(lines)


def pinned(name: str) -> set[str]:
    """Name the packages of a list with their versions; on which systems they are needed may differ."""
    return set(re.findall(r"^[a-z][^ ]*", text_of(name), re.MULTILINE))


def hashes(name: str) -> dict[str, frozenset[str]]:
    """Name the hashes of each pinned package of a list."""
    packages = re.split(r"^(?=[a-z])", text_of(name), flags=re.MULTILINE)[1:]
    return {text.split()[0]: frozenset(re.findall(r"--hash=(\S+)", text)) for text in packages}


@cache
def owners() -> Mapping[str, list[str]]:
    """Name the packages that are installed, by module."""
    return packages_distributions()


def used_by(files: list[Path]) -> set[str]:
    """Name the packages that the files import, other than Python's own and ours."""
    modules = {name.split(".")[0] for path in files for name in imports_of(path)}
    foreign = modules - sys.stdlib_module_names - set(PACKAGES) - {"app", "tests", "script", "benchmarks"}
    known = owners()
    return {known[module][0].lower().replace("_", "-") for module in foreign}


def test_the_table_of_settings_is_what_settings_py_says():
    page = text_of("docs/operating.md")
    assert page == with_table(page), "write it anew: .venv/bin/python -m script.settings_table"


def test_the_table_of_roles_is_what_policy_py_says():
    page = text_of("docs/access.md")
    assert page == roles_table.with_table(page), "write it anew: .venv/bin/python -m script.roles_table"


def test_every_line_of_the_config_is_explained():
    config = tomllib.loads(text_of(".streamlit/config.toml"))
    keys = {f"{part}.{key}" for part, table in config.items() if part != "theme" for key in table}
    assert not {key for key in keys if f"`{key}`" not in text_of("docs/operating.md")}


def test_every_direct_dependency_has_its_line():
    told = set(re.findall(r"^\| ([a-z][\w-]*)[ \d.]* \|", text_of("docs/dependencies.md"), re.MULTILINE))
    assert told - {"package"} == direct("run") | direct("postgres") | direct("dev")


def test_what_the_product_imports_is_listed_and_the_other_way_round():
    assert used_by(product_files()) == (direct("run") | direct("postgres")) - TOOLS


def test_without_postgresql_nothing_imports_what_comes_with_it():
    works = [f"dashboard/jobs/{name}.py" for name in ("queue", "queue_worker", "worker")]
    needed = {name.removesuffix(".py").replace("/", ".") for name in works}
    assert [name_of(path) for path in product_files() if imports_of(path) & needed] == works[1:]
    assert [name_of(path) for path in product_files() if used_by([path]) & direct("postgres")] == works[:2]


def test_what_the_tests_import_is_listed():
    assert used_by(python_files("tests", "script")) <= direct("run") | direct("postgres") | direct("dev")


@pytest.mark.parametrize("name", LISTS)
def test_tests_run_with_the_very_packages_that_are_shipped(name):
    assert pinned(name) <= pinned("requirements-dev.txt")


@pytest.mark.parametrize("name", LISTS)
def test_every_package_is_pinned_and_none_names_a_place(name):
    assert all("==" in line for line in pinned(name))
    assert not re.search(r"https?://|--(extra-)?index|file:", text_of(name))


@pytest.mark.parametrize("name", LISTS)
def test_every_package_has_the_hashes_of_its_files_and_nothing_else_is_there(name):
    lines = [line for line in text_of(name).splitlines() if not line.lstrip().startswith("#")]
    whole = re.compile(r"([a-z][\w.-]*==[^\\\n]+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")
    assert not whole.sub("", "\n".join(lines) + "\n")


@pytest.mark.parametrize("name", LISTS)
def test_a_package_has_the_same_hashes_in_every_list(name):
    assert hashes(name).items() <= hashes("requirements-dev.txt").items()


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page):
    named = re.findall(rf"`((?:{FOLDERS})/[\w./-]+)", text_of(page))
    linked = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text_of(page))
    missing = [name for name in named if name not in MADE_LATER and not (ROOT / name.rstrip(".")).exists()]
    missing += [name for name in linked if not (ROOT / page).parent.joinpath(name).exists()]
    assert not missing


NAMED_SETTINGS = re.compile(r"^([A-Z][A-Z_]+)=|`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`", re.MULTILINE)
OF_OTHERS = {"STREAMLIT_SERVER_BASE_URL_PATH", "FORWARDED_ALLOW_IPS"}
"""Variables of Streamlit and uvicorn."""


@pytest.mark.parametrize("page", ["docs/access.md", *(page for page in PAGES if "sign-in/" in page)])
def test_every_setting_that_a_page_on_sign_in_names_exists(page):
    named = {first or second for first, second in NAMED_SETTINGS.findall(text_of(page))}
    assert {"SIGN_IN"} <= named
    assert named <= {*SETTING_NAMES, *OF_OTHERS}


NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_protection_names_a_test_and_each_test_exists():
    page = text_of("docs/security.md")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| prot")]
    protections = [row for row in rows if not row.startswith("| --- |")]
    assert len(protections) > 50
    assert [row for row in protections if not NAMED_TEST.search(row)] == []
    named = NAMED_TEST.findall(page)
    assert len(named) == "".join(protections).count("::")
    assert [f"{file}::{test}" for file, test in named if not re.search(rf"def {test}\(", text_of(file))] == []


COMMANDS = [f"script/{name}" for name in ("run", "test", "lock", "backup", "account", "retention", "token")]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_can_be_run_and_is_shown(command):
    assert (ROOT / command).stat().st_mode & 0o100
    assert any(f"`{command}" in text_of(page) or f"\n{command}" in text_of(page) for page in PAGES)


def test_the_readme_fits_on_two_screens():
    assert len(text_of("README.md").splitlines()) <= 80
