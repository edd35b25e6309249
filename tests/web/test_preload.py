"""The page that loads first names the files of its elements, so that no element waits for its script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit import file_util

from dashboard.ui import links
from dashboard.web import preload

STATIC = Path(file_util.get_static_dir())
STREAMLITS = (STATIC / "index.html").read_text(encoding="utf-8")
NAMED = re.compile(r'(?:href|src)="\./(static/[^"]+)"')


@pytest.mark.parametrize("page", links.PAGES)
def test_every_file_named_is_there_and_is_named_once(page):
    named = NAMED.findall(preload.add_to(STREAMLITS, page))
    assert len(named) == len(set(named))
    assert [name for name in named if not (STATIC / name).is_file()] == []


@pytest.mark.parametrize("element", preload._ON_EVERY_PAGE)
def test_every_page_names_the_scripts_of_what_every_page_shows(element):
    assert f"static/js/{element}." in " ".join(preload.files("help"))


@pytest.mark.parametrize(
    ("page", "element"), [(page, each) for page, elements in preload._ELEMENTS.items() for each in elements]
)
def test_a_page_names_the_scripts_of_its_table_and_fields(page, element):
    named = " ".join(preload.files(page))
    assert f"static/js/{element}." in named
    assert f"static/js/{element}." not in " ".join(preload.files("help"))


@pytest.mark.parametrize("page", links.PAGES)
def test_no_page_loads_plotly_before_its_text_is_drawn(page):
    assert not any("Plotly" in file for file in preload.files(page))


def test_our_font_is_loaded_in_the_place_of_streamlits():
    html = preload.add_to(STREAMLITS, "")
    assert "SourceSans" in STREAMLITS
    assert "SourceSans" not in html
    assert html.count('as="font"') == html.count("app/static/inter.woff2") == 1


def test_without_a_manifest_the_page_is_streamlits_but_for_the_font(monkeypatch, tmp_path):
    monkeypatch.setattr(file_util, "get_static_dir", lambda: str(tmp_path))
    added = preload.add_to(STREAMLITS, "history")
    assert NAMED.findall(added) == [name for name in NAMED.findall(STREAMLITS) if "SourceSans" not in name]


def test_the_tab_shows_our_icon_from_the_start():
    html = preload.add_to(STREAMLITS, "company")
    assert "favicon.png" in STREAMLITS
    assert "favicon.png" not in html
    assert '<link rel="shortcut icon" href="./app/static/icon.png" />' in html
