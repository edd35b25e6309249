"""The commands run from any folder, start the demo only without a key, and say what is missing."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.project import ROOT

DEMO = "this is the demo"
PYTHON = f'exec {shlex.quote(sys.executable)} "$@"'
KEY = '[codat]\napi_key = "made-up"\n'


@pytest.fixture
def tree(tmp_path):
    """A copy of the scripts on its own, set up already, with an empty home beside it.

    Its Python only says so when it is to start Streamlit.
    """
    tree = tmp_path / "sync desk"  # a space, as on many a desktop
    shutil.copytree(ROOT / "script", tree / "script", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "requirements-postgres.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tree / name)
        (tree / ".venv/installed").mkdir(parents=True, exist_ok=True)
        if name != "requirements-postgres.txt":
            shutil.copy(ROOT / name, tree / ".venv/installed" / name)
    program(tree / ".venv/bin/python", f'case "$2" in streamlit) echo "$*" ;; *) {PYTHON} ;; esac')
    (tmp_path / "home/.streamlit").mkdir(parents=True)
    (tree / ".streamlit").mkdir()
    return tree


def run(tree: Path, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{tree / 'stand-ins'}:{os.environ['PATH']}"
    home = {"HOME": str(tree.parent / "home"), "PATH": path}
    return subprocess.run(
        [tree / "script" / script, *arguments],
        check=False,
        cwd="/",
        env=home | environment,
        capture_output=True,
        text=True,
    )


def program(path: Path, lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)


def stand_in(tree: Path, name: str, lines: str) -> None:
    """Put a system's command before the real one."""
    program(tree / "stand-ins" / name, lines)


@pytest.fixture
def port_in_use() -> Iterator[str]:
    """A port on which something listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield str(listening.getsockname()[1])


@pytest.mark.parametrize("given", ["--server.port {}", "--server.port={}"])
def test_run_names_the_option_when_its_port_is_in_use(tree, port_in_use, given):
    result = run(tree, "run", *given.format(port_in_use).split())
    assert result.returncode == 1
    said = f"Port {port_in_use} is in use. Start on another one: script/run --server.port "
    assert said in result.stderr
    assert "Starting" not in result.stdout


def test_run_takes_the_port_of_the_environment_for_one_that_was_asked_for(tree, port_in_use):
    assert run(tree, "run", STREAMLIT_SERVER_PORT=port_in_use).returncode == 1


def test_run_starts_on_a_free_port_and_without_one(tree):
    assert "Starting" in run(tree, "run", "--server.port", "0").stdout
    assert "Starting" in run(tree, "run").stdout


def test_run_without_a_key_starts_the_demo(tree):
    program(tree / ".venv/bin/python", PYTHON)
    result = run(tree, "run", "--help")
    assert result.returncode == 0
    assert DEMO in result.stdout
    assert "Usage: streamlit run" in result.stdout


@pytest.mark.parametrize(
    "environment",
    [{"CODAT_API_KEY": "made-up"}, {"CODAT_API_KEY_FILE": "codat-key"}, {"DEMO": "0"}, {"DEMO": ""}],
)
def test_run_with_a_key_or_a_word_about_it_starts_no_demo(tree, environment):
    assert DEMO not in run(tree, "run", "--help", **environment).stdout


@pytest.mark.parametrize("place", ["sync desk/.streamlit", "home/.streamlit"])
@pytest.mark.parametrize("text", [KEY, "[codat"], ids=["a key", "a file that can't be read"])
def test_run_with_secrets_starts_no_demo(tree, place, text):
    (tree.parent / place / "secrets.toml").write_text(text, encoding="utf-8")
    assert DEMO not in run(tree, "run", "--help").stdout


def test_run_with_secrets_for_something_else_starts_the_demo(tree):
    (tree / ".streamlit/secrets.toml").write_text('[other]\nkey = "made-up"\n', encoding="utf-8")
    assert DEMO in run(tree, "run", "--help").stdout


def test_a_start_that_is_set_up_already_installs_nothing(tree):
    for name in ("python3", "uv", "apt-get"):
        stand_in(tree, name, "echo asked for; exit 1")
    result = run(tree, "run", "--help")
    assert result.returncode == 0
    assert "Installing" not in result.stdout + result.stderr


def test_an_old_python_is_said(tree):
    shutil.rmtree(tree / ".venv")
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        stand_in(tree, name, "exit 1")
    result = run(tree, "run")
    assert result.returncode == 1
    assert result.stderr.startswith("Python 3.11 or later is needed.")


def test_a_missing_venv_package_is_named_to_who_is_not_root(tree):
    shutil.rmtree(tree / ".venv")
    stand_in(tree, "id", "echo 1000")
    stand_in(tree, "python3", 'case "$*" in *ensurepip*) exit 1 ;; esac')
    stand_in(tree, "uv", "exit 1")
    result = run(tree, "run")
    assert result.returncode == 1
    assert "python3-venv is missing" in result.stderr
    assert "sudo apt-get install python3-venv" in result.stderr


def test_a_changed_list_of_packages_is_installed_again(tree):
    (tree / "requirements.txt").write_text("# nothing but a new line\n", encoding="utf-8")
    stand_in(tree, "uv", 'echo "uv $*"')
    result = run(tree, "run", "--help")
    assert (
        "uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.txt"
        in result.stdout
    )
    assert (tree / ".venv/installed/requirements.txt").read_text(encoding="utf-8").startswith("# nothing")


def test_for_a_database_on_postgresql_its_driver_is_installed_too(tree):
    stand_in(tree, "uv", 'echo "uv $*"')
    first, again = (run(tree, "run", DATABASE_URL="postgresql://host/db").stdout for _ in range(2))
    assert "--require-hashes -r requirements-postgres.txt" in first
    assert "requirements-postgres.txt" not in again


def test_an_address_of_postgresql_in_a_file_counts_as_well(tree):
    stand_in(tree, "uv", 'echo "uv $*"')
    (tree / "url").write_text("postgresql://host/db\n", encoding="utf-8")
    assert "-r requirements-postgres.txt" in run(tree, "run", DATABASE_URL_FILE="url").stdout


def test_for_a_database_in_a_file_no_driver_is_installed(tree):
    stand_in(tree, "uv", 'echo "uv $*"')
    assert "postgres" not in run(tree, "run", DATABASE_URL="sqlite:///var/x.db").stdout


@pytest.fixture
def parcel(tmp_path):
    """A package on its own in a folder, and the hash of its file."""
    file = tmp_path / "parcels/parcel-1-py3-none-any.whl"
    file.parent.mkdir()
    about = "Metadata-Version: 2.1\nName: parcel\nVersion: 1\n"
    wheel = "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    parts = {"METADATA": about, "WHEEL": wheel, "RECORD": ""}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("parcel.py", "")
        for name, text in parts.items():
            archive.writestr(f"parcel-1.dist-info/{name}", text)
    return file, f" --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


def install_parcel(tree, file, line) -> bool:
    """Let script/run install a list of that one line; whether it was installed."""
    (tree / "requirements.txt").write_text(f"{line}\n", encoding="utf-8")
    (tree / "there").mkdir()
    aside = f"--target {shlex.quote(str(tree / 'there'))}"
    stand_in(tree, "uv", f'exec {shlex.quote(sys.executable)} -m uv "$@" {aside}')
    places = {"FIND_LINKS": str(file.parent), "NO_INDEX": "1"}
    pip = {f"PIP_{name}": value for name, value in places.items()} | {"PIP_TARGET": str(tree / "there")}
    result = run(tree, "run", "--help", UV_OFFLINE="1", **{f"UV_{k}": v for k, v in places.items()}, **pip)
    assert (result.returncode == 0) is (tree / ".venv/installed/requirements.txt").exists()
    there: Path = tree / "there/parcel.py"
    return there.exists()


def test_a_package_with_its_hash_is_installed(tree, parcel):
    file, its_hash = parcel
    assert install_parcel(tree, file, f"parcel==1{its_hash}")


@pytest.mark.parametrize("other", ["", f" --hash=sha256:{64 * '0'}"], ids=["none", "another"])
def test_a_package_without_its_hash_is_not_installed(tree, parcel, other):
    assert not install_parcel(tree, parcel[0], f"parcel==1{other}")


def test_arguments_of_test_go_to_pytest_alone(tree):
    result = run(tree, "test", "--version")
    assert result.returncode == 0
    assert "Checking the lint" not in result.stdout
    assert "pytest" in result.stdout + result.stderr


def test_a_failed_run_of_pytest_is_a_failed_test(tree):
    assert run(tree, "test", "no-such-file.py").returncode != 0
