"""Syncs, or other things, as an Excel workbook with the sheets "Syncs" and "About".

Every text is written as text: it never becomes a formula, a link or a number, even if the cell is edited.
Excel's limits, from its published specifications: 1,048,576 rows a sheet, so further syncs go on "Syncs 2";
32,767 characters a cell, counted in UTF-16, so longer texts are cut with a note; 253 line ends a cell, so
further ones are made visible; fifteen digits, so longer numbers become text; no time before 1900. Times are
cut to whole seconds: Excel rounds what it shows, and 23:59:59.9 would be the next day.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count, islice
from typing import Final, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.export.about import About, iso, lines
from dashboard.export.rows import FileColumn, Row, Value
from dashboard.foreign_text import cell, visible

ROWS_A_SHEET: Final = 1_048_576
MOST_CHARACTERS: Final = 32_767
MOST_LINE_ENDS: Final = 253
MOST_DIGITS: Final = 15
FIRST_YEAR: Final = 1901
NOTE: Final = (
    "Texts",
    (
        "Characters that can’t be seen are written as \\x.. or \\u...., line ends after the "
        f"{MOST_LINE_ENDS}rd of a cell as \\n. JSON Lines has every text unchanged."
    ),
)
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# "_x0041_" means a character in these files; xlsxwriter writes such a text so that it is read as it is, but
# not two that share an underscore (measured with 3.3.1).
_TWO_IN_ONE: Final = re.compile(r"(?<=_x[0-9A-Fa-f]{4})_(?=x[0-9A-Fa-f]{4}_)")
_TIME: Final = "yyyy-mm-dd hh:mm:ss"
_ABOUT_WIDTHS: Final = (18, 90)


class _Fitting(NamedTuple):
    text: str
    acting: bool
    """Whether it would become a formula when the cell is edited."""
    cut: bool


def write(
    columns: Sequence[FileColumn], rows: Iterable[Row], about: About, rows_a_sheet: int = ROWS_A_SHEET
) -> bytes:
    """Return the file. Rows go through temporary files, deleted afterwards, to limit memory."""
    held = io.BytesIO()
    with Workbook(held, _OPTIONS) as workbook:
        workbook.set_properties({"created": about.as_of_utc.replace(tzinfo=None)})
        book = _Book(workbook, columns, about.things.capitalize())
        left = iter(rows)
        for number in count(1):
            if not book.syncs(islice(left, rows_a_sheet - 1), number) or book.written == about.shown:
                break
        book.about([*lines(about), NOTE])
    return held.getvalue()


class _Book:
    """The workbook, its formats, and what was cut."""

    def __init__(self, workbook: Workbook, columns: Sequence[FileColumn], things: str) -> None:
        self.written = 0
        self._things = things
        self._workbook = workbook
        self._columns = columns
        self._cut = 0
        self._fit = lru_cache(4096)(fitting)  # messages repeat
        self._bold = self._format(bold=True)
        self._text = self._format(num_format="@")
        self._acting = self._format(num_format="@", quote_prefix=True)
        self._time = self._format(num_format=_TIME)

    def syncs(self, rows: Iterator[Row], number: int) -> int:
        """Add a sheet of syncs and return how many it holds."""
        sheet = self._workbook.add_worksheet(self._things if number == 1 else f"{self._things} {number}")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, self._fit(column.name).text, self._bold)
        last = 0
        for last, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                self._write(sheet, last, place, value)
        sheet.autofilter(0, 0, last, len(self._columns) - 1)
        self.written += last
        return last

    def about(self, facts: list[tuple[str, str]]) -> None:
        """Add the sheet with the file's metadata."""
        sheet = self._workbook.add_worksheet("About")
        for place, width in enumerate(_ABOUT_WIDTHS):
            sheet.set_column(place, place, width)
        for line, (name, value) in enumerate(facts):
            sheet.write_string(line, 0, self._fit(name).text, self._bold)
            self._write(sheet, line, 1, value)
        if self._cut:
            sheet.write_string(len(facts), 0, "Cut", self._bold)
            sheet.write_string(len(facts), 1, _words_of_cut(self._cut), self._text)

    def _write(self, sheet: Worksheet, row: int, place: int, value: Value) -> None:
        if value is None:
            return
        if isinstance(value, datetime) and value.year >= FIRST_YEAR:
            sheet.write_datetime(row, place, value.replace(tzinfo=None, microsecond=0), self._time)
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MOST_DIGITS:
            sheet.write_number(row, place, value)
        else:
            fit = self._fit(_as_text(value))
            self._cut += fit.cut
            sheet.write_string(row, place, fit.text, self._acting if fit.acting else self._text)

    def _format(self, **properties: object) -> Format:
        return self._workbook.add_format({"valign": "top", **properties})


def fitting(text: str) -> _Fitting:
    """Return the part of a text that fits a cell."""
    seen = _TWO_IN_ONE.sub("\\\\x5f", visible(text))
    if seen.count("\n") > MOST_LINE_ENDS:
        parts = seen.split("\n", MOST_LINE_ENDS + 1)
        seen = "\n".join(parts[:-1]) + "\\n" + parts[-1].replace("\n", "\\n")
    units = seen.encode("utf-16-le")
    if len(units) <= 2 * MOST_CHARACTERS:
        return _Fitting(seen, cell(seen) != seen, cut=False)
    end = f"… [cut: {len(text):,} characters in all]"
    start = units[: 2 * (MOST_CHARACTERS - len(end))].decode("utf-16-le", "ignore")
    return _Fitting(start + end, cell(start) != start, cut=True)


def _as_text(value: Value) -> str:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _words_of_cut(number: int) -> str:
    texts = "1 text is" if number == 1 else f"{number:,} texts are"
    return (
        f"{texts} cut to the {MOST_CHARACTERS:,} characters that a cell holds, and end in “[cut: …]”. "
        "CSV and JSON Lines have all of it."
    )
