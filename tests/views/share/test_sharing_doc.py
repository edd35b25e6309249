"""docs/sharing.md describes what is shared: every choice of the form and every field of the JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from dashboard.insight.share.content import ShareDetail, SharePart
from dashboard.insight.verdict.state import State
from dashboard.views.share import form_words
from dashboard.views.share.status_json import VERSION
from dashboard.views.share.status_view import StatusView
from dashboard.views.theme import LOOKS
from tests.conventions.project import text_of

PAGE = text_of("docs/sharing.md")
TABLE = "".join(line for line in PAGE.splitlines(keepends=True) if line.startswith("| `"))


def fields_of(kind: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each field of a dataclass, and of those in it, with the top-level field that it is in."""
    for name, hint in get_type_hints(kind).items():
        yield path or name, name
        for each in _dataclasses_in(hint):
            yield from fields_of(each, path or name)


def _dataclasses_in(hint: Any) -> Iterator[Any]:
    if is_dataclass(hint):
        yield hint
    for each in get_args(hint):
        yield from _dataclasses_in(each)


@pytest.mark.parametrize(("top", "field"), sorted(set(fields_of(StatusView))))
def test_every_field_of_the_json_is_described_in_the_row_of_its_part(top, field):
    row = re.search(rf"^\|[^|]*`{top}`.*$", TABLE, re.MULTILINE)
    assert row
    assert f"`{field}`" in row[0]


@pytest.mark.parametrize("part", [each for each in fields(StatusView) if each.default is None])
def test_no_field_is_described_that_the_json_hasnt(part):
    row = re.search(rf"^\|[^|]*`{part.name}`.*$", TABLE, re.MULTILINE)
    assert row
    known = {field for top, field in fields_of(StatusView) if top == part.name}
    assert set(re.findall(r"`(\w+)`", row[0])) <= known


@pytest.mark.parametrize("value", [*State, *(each for each in LOOKS if each != "idle")])
def test_every_state_and_status_is_listed(value):
    lines = [line for line in PAGE.splitlines() if line.startswith(("A `state` is", "A `status` is"))]
    assert f"`{value}`" in " ".join(lines)


def test_the_version_is_the_jsons():
    assert f"| `version` | {VERSION} |" in TABLE


@pytest.mark.parametrize("part", SharePart)
def test_every_part_is_described(part):
    assert f"| {form_words.PARTS[part].partition(':')[0]} |" in PAGE


@pytest.mark.parametrize("detail", ShareDetail)
def test_every_detail_is_described_and_off(detail):
    label = form_words.DETAILS[detail][0].replace("’", "'")
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| {label} |"))
    assert row.endswith("| off |")
