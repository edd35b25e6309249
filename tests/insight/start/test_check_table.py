"""The table of checks in the documents matches the code."""

import re
from pathlib import Path

from dashboard.insight.start.check import Check

PAGE = Path(__file__).resolve().parents[3] / "docs/starting-a-sync.md"
ROW = re.compile(r"^\| ([a-z -]+) \| (blocks|asks|warns) \|", re.MULTILINE)


def test_the_documents_list_every_check_in_order_and_say_what_it_does():
    assert ROW.findall(PAGE.read_text(encoding="utf-8")) == [(each.value, each.kind.value) for each in Check]
