"""docs/sharing.md describes what is shared: every choice of the form and every field of the JSON."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from dashboard.insight.share.content import ShareDetail, SharePart
from dashboard.views.share import form_words
from dashboard.views.share.status_json import VERSION
from dashboard.views.share.status_view import StatusView
from tests.conventions.project import text_of

PAGE = text_of("docs/sharing.md")
TABLE = "".join(line for line in PAGE.splitlines(keepends=True) if line.startswith("| `"))


@pytest.mark.parametrize("field", [each.name for each in fields(StatusView)])
def test_every_field_of_the_json_is_described(field):
    assert re.search(rf"^\|[^|]*`{field}`", TABLE, re.MULTILINE)


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
