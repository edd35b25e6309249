"""Everything that a page has sent to the browser, whatever draws it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from google.protobuf import text_format
from streamlit.testing.v1 import AppTest


def everything_drawn(test: AppTest) -> str:
    """Return all that the page holds: texts, choices of menus, data for its script, labels of files."""
    return "\n".join(text_format.MessageToString(each, as_utf8=True) for each in _protos(test._tree))


def _protos(block: Any) -> Iterator[Any]:
    if getattr(block, "proto", None) is not None:
        yield block.proto
    for child in getattr(block, "children", {}).values():
        yield from _protos(child)
