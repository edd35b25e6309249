"""Rules that no linter knows: what a page may do, who starts a sync, where a colour is set, sizes."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path

import pytest

from dashboard.settings import Settings
from dashboard.settings.setting import about_of
from tests.conventions.project import (
    ROOT,
    code_lines,
    functions_of,
    name_of,
    nodes_of,
    pauses_of,
    product_files,
    python_files,
    text_of,
    texts_of,
)

# Each breaks Back or the address in a way that only shows later. Moves are links (dashboard/ui/links.py).
MOVES = r"\bst\.switch_page\b|\.page_link\b|\bbind="
ADDRESS = r"\bst\.query_params\b"
ADDRESS_WRITTEN = (
    r"query_params(\[[^\]]+\] = |\.(pop|clear|update|from_dict|setdefault)\b)|del st\.query_params"
)

# Where a test lets time pass, and why that is correct. All others wait for the event itself.
PAUSES = {
    "tests/browser/test_addresses.py: burst": "the time between a person's quick moves is what is tried",
    "tests/browser/test_addresses.py: check": "looks again, a hundred times at most",
    "tests/browser/driving.py: until": "looks again, until a deadline",
    "tests/codat_client/servers.py: run": "a server that answers byte by byte",
    "tests/codat_client/servers.py: settle": "looks again until the server has the connection just made",
    "tests/codat_client/test_deadlines.py: run": "a server that answers byte by byte",
    "tests/codat_client/test_limits.py: count": "a server that takes its time, so that calls meet",
    "tests/codat_client/test_paging.py: slowly": "a server that takes its time",
    "tests/faults/conftest.py: until": "looks again, until a deadline",
    "tests/jobs/test_real_worker.py: settled": "looks again, until a deadline",
    "tests/support/killed_pollers.py: _until": "looks again, until a deadline",
    "tests/support/polling_program.py: main": "a process that looks again until it is killed",
    "tests/pages/test_find.py: settled": "looks again, until a deadline",
    "tests/pages/test_find.py: until": "looks again, until a deadline",
    "tests/pages/starting.py: until": "looks again, until a deadline",
    "tests/pages/starting.py: until_gone": "looks again, until a deadline",
    "tests/services/test_directory.py: until": "looks again, until a deadline",
    "tests/services/test_watch.py: until": "looks again, until a deadline",
    "tests/sharing/test_openings.py: until": "looks again, until a deadline",
    "tests/web/test_share_processes.py: until": "looks again, until a deadline",
    "tests/web/test_shared_reads.py: ask": "lets the others ask; no time passes",
    "tests/sandbox/conftest.py: wait_until": "looks again, until a deadline",
    "tests/support/processes.py: started_by": "looks again, until a deadline",
    "tests/support/dashboard_process.py: _wait": "looks again, until a deadline",
    "tests/support/nginx_process.py: _wait": "looks again, until a deadline",
    "tests/support/postgres.py: _wait": "looks again, until a deadline",
    "tests/support/starts.py: wait_for": "looks again, until a deadline",
    "tests/support/prism.py: _wait": "looks again, until a deadline",
}
MOST_LINES = 30
"""The most code lines of a function."""
STRAIGHT = re.compile(r"(?<=[A-Za-z])'(?=[A-Za-z])|^'(?=(s|t|re|ll|ve)\b)")
# The meaning of a setting is copied to docs/operating.md, which uses plain characters.
MEANINGS = {about_of(field).meaning for field in fields(Settings)}


@pytest.fixture
def planted(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a Python file of these lines."""

    def plant(lines: str) -> Path:
        path = tmp_path / "planted.py"
        path.write_text(lines, encoding="utf-8")
        return path

    return plant


def lines_with(pattern: str, files: Iterable[Path]) -> dict[str, list[str]]:
    """Find the lines in which a pattern occurs, comments and docstrings too, by file."""
    found = {}
    for path in files:
        lines = path.read_text(encoding="utf-8").splitlines()
        if hits := [line.strip() for line in lines if re.search(pattern, line)]:
            found[name_of(path)] = hits
    return found


def calls_in(path: Path) -> set[str]:
    """Name every call of a file, as written: `client.sync.request`."""
    return {ast.unparse(node.func) for node in nodes_of(path) if isinstance(node, ast.Call)}


def test_where_a_person_is_changes_only_by_links():
    assert not lines_with(MOVES, python_files("pages", "dashboard"))


def test_no_page_reads_or_writes_the_address_by_itself():
    assert not lines_with(ADDRESS, python_files("pages"))


def test_the_address_is_written_in_one_file():
    found = lines_with(ADDRESS_WRITTEN, python_files("dashboard"))
    assert set(found) == {"dashboard/ui/links.py"}, found


def test_only_the_start_service_starts_a_sync():
    triggers = {".request", ".request_for_date_range"}
    starting = {
        name_of(path)
        for path in python_files("pages", "dashboard")
        if any(call.endswith(f"sync{end}") for call in calls_in(path) for end in triggers)
    }
    assert all(name.startswith("dashboard/starting/") for name in starting), starting


def test_only_an_account_makes_a_client_so_each_read_keeps_to_the_budget():
    files = python_files("pages", "dashboard", "script")
    making = [name_of(path) for path in files if "CodatClient" in calls_in(path)]
    assert making == ["dashboard/services/account.py"]


def test_only_what_a_start_needs_is_read_as_a_start():
    files = python_files("pages", "dashboard", "script")
    found = lines_with(r"ReadPurpose\.START", files)
    assert set(found) == {
        "dashboard/services/budget.py",
        "dashboard/starting/registry.py",
        "dashboard/ui/reads.py",
    }


def test_a_persons_reads_count_as_theirs():
    found = lines_with(r"session\.client\(", python_files("pages", "dashboard"))
    assert set(found) == {
        "dashboard/ui/directory.py",
        "dashboard/ui/access/key_gate.py",
        "dashboard/ui/reads.py",
    }


def test_markup_goes_through_st_html_alone():
    assert not lines_with("unsafe_allow_html|components\\.v1", product_files())


def test_a_colour_is_set_in_the_palette_alone():
    found = lines_with(r"#[0-9A-Fa-f]{6}\b", python_files("pages", "dashboard"))
    assert set(found) <= {"dashboard/views/theme.py"}, found


def test_no_test_sleeps():
    files = python_files("tests")
    found = {f"{name_of(path)}: {function}" for path in files for function in pauses_of(path)}
    assert found == set(PAUSES)


@pytest.mark.parametrize(
    "line",
    [
        "time.sleep(1)",
        "sleep(1)",
        "await asyncio.sleep(0.1)",
        "page.wait_for_timeout(80)",
        "threading.Event().wait(0.1)",
        "pause = Event()\n    pause.wait(0.1)",
        "pause, end = threading.Event(), 1\n    pause.wait(end)",
    ],
)
def test_each_way_to_sleep_is_noticed(line, planted):
    assert pauses_of(planted(f"async def nap():\n    {line}\n")) == {"nap"}


@pytest.mark.parametrize(
    "line", ["process.wait(10)", "futures.wait(jobs)", "go = Event()\n    go.set()\n    go.wait(9)"]
)
def test_to_wait_for_what_comes_is_no_sleep(line, planted):
    assert not pauses_of(planted(f"def until():\n    {line}\n"))


def test_an_apostrophe_that_people_read_is_a_curved_one():
    found = {
        (name_of(path), line)
        for path in python_files("pages", "dashboard")
        for line, text in texts_of(path)
        if STRAIGHT.search(text) and text not in MEANINGS
    }
    assert not found


def test_nothing_is_left_for_later():
    later = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X"))
    assert not lines_with(rf"\b({later})\b", [*product_files(), *python_files("tests", "script")])


def test_every_silenced_check_of_the_product_says_why_beside_or_above_it():
    bare = re.compile(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore(\[[a-z-, ]+\])?)\s*$")
    found = []
    for path in [*product_files(), *python_files("script")]:
        lines = path.read_text(encoding="utf-8").splitlines()
        pairs = zip(["", *lines], lines, strict=False)
        found += [(name_of(path), line) for above, line in pairs if bare.search(line) and "#" not in above]
    assert not found


@pytest.mark.parametrize("path", python_files("pages", "app.py"), ids=name_of)
def test_a_page_stays_short_enough_to_read_at_once(path):
    limit = 30 if path.name == "app.py" else 120
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


def test_no_file_is_longer_than_400_lines():
    files = [*product_files(), *python_files("tests", "script")]
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert not {name: size for name, size in sizes.items() if size > 400}


def test_functions_are_short():
    lines = {
        f"{name_of(path)}:{node.lineno} {node.name}": code_lines(node)
        for path in product_files()
        for node in functions_of(path)
    }
    sizes = sorted(lines.values())
    assert sizes[len(sizes) // 2] <= 8
    assert sizes[len(sizes) * 9 // 10] <= 25
    assert {name: number for name, number in lines.items() if number > MOST_LINES} == {}


def test_every_page_is_on_the_map():
    pages = {path.stem for path in (ROOT / "pages").glob("*.py")}
    named = set(re.findall(r"pages/(\w+)\.py", text_of("dashboard/entry/main.py")))
    assert pages == named
