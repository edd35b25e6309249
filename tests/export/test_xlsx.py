"""Excel's files as openpyxl reads them, and held against Excel's published rules.

Excel itself runs on no machine of ours. What it does is known from what is published: a cell is a formula
only by an `f` element, and a link only by a `hyperlink` element or a relation (ECMA-376, part 1, 18.3.1.40
and 18.3.1.47); a string of type `inlineStr` is never evaluated (18.18.11); and its limits are those of
Microsoft's "Excel specifications and limits". So the tests look for these in the bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from dashboard.export import rows, xlsx_file
from dashboard.export.files import export
from dashboard.foreign_text import visible
from sandbox.hostile import LONG
from tests.export.samples import HOSTILE, LONDON, WILD, about, frame_of, hostile_about, sync, with_texts

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PARTS = {
    "[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/theme/theme1.xml",
    "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
}  # fmt: skip


def book(file: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(file))


def parts_of(file: bytes) -> dict[str, str]:
    """The workbook's parts by name."""
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def cells_of(file: bytes) -> list[ET.Element]:
    """Every cell of every sheet, as it stands in the file."""
    sheets = [text for name, text in parts_of(file).items() if "/sheet" in name]
    return [cell for text in sheets for cell in ET.fromstring(text).iter(f"{MAIN}c")]  # noqa: S314


def text_of(cell: ET.Element) -> str:
    """A cell's text as Excel reads it: _x005F_ is an underscore, _xHHHH_ the character of that number."""
    text = "".join(each.text or "" for each in cell.iter(f"{MAIN}t"))
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


@pytest.fixture(scope="module")
def hostile():
    """A workbook in which every text that can be foreign is hostile, and its frame."""
    frame = with_texts([*HOSTILE, LONG])
    return export(frame, "xlsx", hostile_about(frame)), frame


def test_openpyxl_finds_no_formula_and_no_link(hostile):
    found = [cell for sheet in book(hostile[0]) for line in sheet.iter_rows() for cell in line]
    assert len(found) > 400
    assert not [cell for cell in found if cell.data_type == "f" or cell.hyperlink]


def test_by_excel_s_rules_there_is_no_formula_no_link_and_no_other_part(hostile):
    shown = parts_of(hostile[0])
    assert set(shown) == PARTS
    assert not re.search(r"<f[ >/]|<hyperlink|<oleObject|<extLst|ddeLink|TargetMode", "".join(shown.values()))


def test_by_excel_s_rules_every_text_is_a_text(hostile):
    kinds = {cell.get("t") for cell in cells_of(hostile[0])}
    assert kinds == {"inlineStr", None}
    numbers = [cell.findtext(f"{MAIN}v") for cell in cells_of(hostile[0]) if cell.get("t") is None]
    assert all(float(number) for number in numbers if number is not None)


def test_by_excel_s_rules_no_cell_holds_too_much(hostile):
    texts = [text_of(cell) for cell in cells_of(hostile[0])]
    assert max(len(text.encode("utf-16-le")) // 2 for text in texts) == 32_767
    assert max(text.count("\n") for text in texts) <= 253


def test_every_hostile_text_is_there_as_it_can_be_seen(hostile):
    file, frame = hostile
    texts = {text_of(cell) for cell in cells_of(file)}
    assert not {visible(each) for each in frame["message"][:-1]} - texts


def test_two_escapes_that_share_an_underscore_are_distinguished():
    frame = with_texts(["_x005F_x0041_"])
    assert "_x005F\\x5fx0041_" in {text_of(cell) for cell in cells_of(export(frame, "xlsx", about(frame)))}


@settings(max_examples=30)
@given(st.lists(WILD, min_size=1, max_size=20))
def test_every_text_comes_back_as_it_can_be_seen(texts):
    frame = with_texts(texts)
    file = export(frame, "xlsx", about(frame))
    assert {visible(each) for each in frame["message"]} <= {text_of(cell) for cell in cells_of(file)} | {""}


def test_a_text_that_would_act_stays_one_when_someone_edits_the_cell():
    frame = frame_of(sync(error_message="=1+1"))
    cell = book(export(frame, "xlsx", about(frame)))["Syncs"]["I2"]
    assert (cell.value, cell.number_format, cell.quotePrefix) == ("=1+1", "@", True)


def test_a_text_that_is_cut_says_so_itself_and_in_about():
    frame = frame_of(sync(error_message="👩" * 40_000), sync(1, error_message="x" * 32_767))
    shown = book(export(frame, "xlsx", about(frame)))
    assert shown["Syncs"]["I2"].value.endswith("👩… [cut: 40,000 characters in all]")
    assert shown["Syncs"]["I3"].value == "x" * 32_767
    assert [cell.value for cell in list(shown["About"])[-1]][1].startswith("1 text is cut to the 32,767 ")


def test_line_ends_beyond_those_of_a_cell_are_made_visible():
    fit = xlsx_file.fitting("\n".join("x" * 300))
    assert (fit.text.count("\n"), fit.text.count("\\n")) == (253, 46)


def test_as_many_line_ends_as_a_cell_takes_are_left_alone():
    assert xlsx_file.fitting("\n" * 253).text == "\n" * 253


def test_times_are_times_numbers_numbers():
    frame = frame_of(sync(sync_utc_text="2026-07-01T01:02:03Z", sync_status_code=2040))
    line = list(book(export(frame, "xlsx", about(frame)))["Syncs"])[1]
    assert [cell.value for cell in line[1:3]] == [
        datetime.fromisoformat("2026-07-01 01:02:03"),
        datetime.fromisoformat("2026-07-01 02:02:03"),
    ]
    assert line[4].value == 2040


def test_a_number_with_more_digits_than_excel_keeps_is_a_text():
    frame = frame_of(sync(sync_status_code=1234567890123456789))
    assert book(export(frame, "xlsx", about(frame)))["Syncs"]["E2"].value == "1234567890123456789"


def test_the_header_stays_in_sight_and_filters():
    frame = frame_of(sync(0), sync(1))
    sheet = book(export(frame, "xlsx", about(frame)))["Syncs"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:K3")
    assert sheet.column_dimensions["I"].width > sheet.column_dimensions["E"].width


def test_what_the_file_is_about_is_on_a_sheet_of_its_own():
    frame = frame_of(sync())
    shown = book(export(frame, "xlsx", about(frame)))
    assert shown.sheetnames == ["Syncs", "About"]
    values = list(shown["About"].values)
    assert values[:9] == [
        ("Company", "Bluebird Coffee"),
        ("Company id", "0b1d0000-0000-4000-8000-00000000c0fe"),
        ("Syncs", "1 of 812"),
        ("Filter", "Failed"),
        ("Filter", "Cause: overlapping range"),
        ("Order", "the newest first"),
        ("Zone", "London (Europe/London)"),
        ("As of (UTC)", "2026-07-01T23:30:00Z"),
        ("As of (London)", "2026-07-02T00:30:00+01:00"),
    ]


@pytest.mark.parametrize(("syncs", "sheets"), [(0, [0]), (4, [4]), (5, [4, 1]), (8, [4, 4]), (9, [4, 4, 1])])
def test_syncs_that_one_sheet_has_no_room_for_are_on_the_next(syncs, sheets):
    frame = frame_of(*(sync(number) for number in range(9))).iloc[:syncs]
    columns = rows.columns("London", None)
    shown = book(xlsx_file.write(columns, rows.rows(frame, LONDON, None), about(frame), rows_a_sheet=5))
    assert [sheet.max_row - 1 for sheet in shown if sheet.title != "About"] == sheets


def test_twin_without_the_protection_openpyxl_finds_formulas_and_links(monkeypatch):
    monkeypatch.setattr(xlsx_file, "_OPTIONS", {"constant_memory": True})
    monkeypatch.setattr(Worksheet, "write_string", Worksheet.write)
    frame = with_texts(["=1+1", "https://evil.example/"])
    sheet = book(export(frame, "xlsx", about(frame)))["Syncs"]
    assert sheet["I2"].data_type == "f"
    assert sheet["I3"].hyperlink.target == "https://evil.example/"
