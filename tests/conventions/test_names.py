"""One meaning per name, and folders a person can take in at once."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conventions.project import ROOT, name_of, python_files, tree_of

MOST_SIDE_BY_SIDE = 16


def public_classes(*folders: str) -> dict[str, list[str]]:
    """Map the name of each public class to the files that define one of that name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in python_files(*folders):
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(name_of(path))
    return found


def test_no_two_public_classes_share_a_name():
    classes = public_classes("dashboard", "codat_client")
    assert len(classes) > 100
    assert {name: files for name, files in classes.items() if len(files) > 1} == {}


@pytest.mark.parametrize("folder", sorted({path.parent for path in python_files("dashboard")}), ids=name_of)
def test_a_folder_holds_no_more_modules_than_one_takes_in(folder: Path):
    modules = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(modules) <= MOST_SIDE_BY_SIDE, f"{folder.relative_to(ROOT)}: {modules}"
