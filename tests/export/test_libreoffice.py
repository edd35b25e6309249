"""What Debian's LibreOffice makes of exported files: no formula, no link, and every text as it was.

It is started once, for all files, and told to do what a careless person could choose: evaluate formulas, take
blanks away, part the cells by ; or tab.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from dashboard.export import csv_file, xlsx_file
from dashboard.export.files import export
from dashboard.foreign_text import cell, visible
from tests.export import office
from tests.export.samples import HOSTILE, about, hostile_about, wild_texts, with_texts

TEXTS = (*HOSTILE, *wild_texts(400))
SEPARATORS = {"comma": "44", "semicolon": "59", "tab": "9", "any of them": "44/59/9"}
MESSAGE = 8


def marked_only_at_the_start(text: object) -> str:
    """What most programs do."""
    return "'" + visible(text) if visible(text)[:1] in "=+-@" else visible(text)


def twins(folder: Path) -> dict[str, office.Conversion]:
    """Files with a protection taken out."""
    frame = with_texts(["=1+1", '";=1+1;"', "https://evil.example/"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_file, "cell", visible)
        (folder / "bare.csv").write_bytes(export(frame, "csv", about(frame)))
        patch.setattr(csv_file, "cell", marked_only_at_the_start)
        (folder / "usual.csv").write_bytes(export(frame, "csv", about(frame)))
        patch.setattr(xlsx_file, "_OPTIONS", {"constant_memory": True})
        patch.setattr(Worksheet, "write_string", Worksheet.write)
        (folder / "bare.xlsx").write_bytes(export(frame, "xlsx", about(frame)))
    comma, semicolon = (
        office.parted_by(SEPARATORS[name], quoted_is_text=False, trimmed=True)
        for name in ("comma", "semicolon")
    )
    return {
        "bare CSV": office.Conversion(folder / "bare.csv", office.CSV, comma),
        "usual CSV": office.Conversion(folder / "usual.csv", office.CSV, comma),
        "usual CSV by semicolon": office.Conversion(folder / "usual.csv", office.CSV, semicolon),
        "bare Excel": office.Conversion(folder / "bare.xlsx", office.EXCEL),
    }


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Every file opened, by what was done: its sheets, rows of cells."""
    folder = tmp_path_factory.mktemp("office")
    frame = with_texts(TEXTS)
    for kind in ("csv", "xlsx"):
        (folder / f"hostile.{kind}").write_bytes(export(frame, kind, hostile_about(frame)))
    jobs = {
        f"CSV by {name}": office.Conversion(
            folder / "hostile.csv", office.CSV, office.parted_by(number, quoted_is_text=False, trimmed=True)
        )
        for name, number in SEPARATORS.items()
    }
    exact = office.parted_by(SEPARATORS["comma"], quoted_is_text=True, trimmed=False)
    jobs["CSV"] = office.Conversion(folder / "hostile.csv", office.CSV, exact)
    jobs["Excel"] = office.Conversion(folder / "hostile.xlsx", office.EXCEL)
    return office.open_all(jobs | twins(folder), folder)


def acting(sheets: dict[str, list[list[office.Cell]]]) -> list[office.Cell]:
    return [each for rows in sheets.values() for row in rows for each in row if each.formula or each.link]


def messages(rows: list[list[office.Cell]]) -> list[str]:
    """The texts under the header "Message"."""
    start = next(at for at, row in enumerate(rows) if row and row[0].text == "Sync id")
    return [row[MESSAGE].text for row in rows[start + 1 :] if len(row) > MESSAGE]


def as_kept(text: str) -> str:
    """LibreOffice keeps no tab in a cell of several lines."""
    return text.replace("\t", "") if "\n" in text else text


@pytest.mark.parametrize("done", ["CSV", "Excel", *(f"CSV by {name}" for name in SEPARATORS)])
def test_no_cell_is_a_formula_or_a_link(opened, done):
    assert sum(len(row) for rows in opened[done].values() for row in rows) > 1_000
    assert not acting(opened[done])


def test_every_text_of_a_csv_is_there_with_its_marks(opened):
    (rows,) = opened["CSV"].values()
    assert messages(rows) == [as_kept(cell(text)) for text in with_texts(TEXTS)["message"]]


def test_every_text_of_a_workbook_is_there(opened):
    kept = [as_kept(visible(text)) for text in with_texts(TEXTS)["message"]]
    assert messages(opened["Excel"]["Syncs"]) == kept


def test_a_workbook_says_what_it_is_about(opened):
    shown = [row[0].text for row in opened["Excel"]["About"] if row]
    assert shown[:3] == ["Company", "Company id", "Syncs"]


def test_twin_without_marks_a_csv_is_evaluated(opened):
    found = acting(opened["bare CSV"])
    assert {(each.formula, each.text) for each in found} == {("of:=1+1", "2")}


def test_twin_with_marks_at_the_start_alone_it_is_evaluated_when_semicolons_part_the_cells(opened):
    assert not acting(opened["usual CSV"])
    assert {each.formula for each in acting(opened["usual CSV by semicolon"])} == {"of:=1+1"}


def test_twin_without_the_protection_a_workbook_has_formulas_and_links(opened):
    found = acting(opened["bare Excel"])
    assert "of:=1+1" in {each.formula for each in found}
    assert "https://evil.example/" in {each.link for each in found}
