"""Debian's LibreOffice, without a screen: opens spreadsheets and tells what became of each cell."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

PROGRAM = Path("/usr/lib/libreoffice/program/soffice")
SECONDS = 100
CSV = "Text - txt - csv (StarCalc)"
EXCEL = "Calc MS Excel 2007 XML"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MOST_REPEATED = 100
"""Empty cells and rows to the end of a sheet are told as one that comes again and again."""
# A macro, since the command's own conversion knows one set of separators for all files of a start.
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script"
  script:name="Jobs" script:language="StarBasic">
Sub Main(list As String)
  Dim how(2) As New com.sun.star.beans.PropertyValue
  Dim into(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "Hidden" : how(0).Value = True
  how(1).Name = "FilterName" : how(2).Name = "FilterOptions"
  into(0).Name = "FilterName" : into(0).Value = "OpenDocument Spreadsheet Flat XML"
  number = FreeFile
  Open list For Input As number
  Do While Not Eof(number)
    Line Input #number, job
    parts = Split(job, "|")
    how(1).Value = parts(1) : how(2).Value = parts(2)
    book = StarDesktop.loadComponentFromURL(parts(0), "_blank", 0, how())
    book.storeToURL(parts(3), into())
    book.close(True)
  Loop
  Close number
  StarDesktop.terminate()
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
  library:readonly="false" library:passwordprotected="false">
  <library:element library:name="Jobs"/></library:library>
"""
LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library"
  xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard"
  xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>
"""
# A new profile is filled at the first start, over what stands there, unless it says that this was done.
SET_UP = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/Office">
  <prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item></oor:items>
"""


@dataclass(frozen=True)
class Conversion:
    """A file to open, by which filter, and for CSV how it is parted."""

    source: Path
    filter: str
    options: str = ""


@dataclass(frozen=True)
class Cell:
    """What became of a cell."""

    text: str
    formula: str | None
    link: str | None


def parted_by(separators: str, *, quoted_is_text: bool, trimmed: bool) -> str:
    """The options of the CSV filter: UTF-8, quotes known, numbers and dates recognised, formulas evaluated.

    `separators`: numbers of characters, parted by /. Meaning: LibreOffice's help, "Filter Options for CSV".
    """
    flags = [str(flag).lower() for flag in (quoted_is_text, True, False, False, trimmed)]
    return ",".join([separators, "34", "76", "1", "", "0", *flags, "-1", "true"])


def open_all(jobs: dict[str, Conversion], folder: Path) -> dict[str, dict[str, list[list[Cell]]]]:
    """Open all files in one start, in a profile of its own; give the sheets of each by the job's name."""
    _make_profile(folder / "profile/user")
    targets = {name: folder / f"{number}.fods" for number, name in enumerate(jobs)}
    lines = [
        f"{job.source.as_uri()}|{job.filter}|{job.options}|{targets[name].as_uri()}"
        for name, job in jobs.items()
    ]
    (folder / "jobs.txt").write_text("".join(f"{line}\n" for line in lines))
    _run(folder)
    return {name: sheets_of(target) for name, target in targets.items()}


def _make_profile(user: Path) -> None:
    (user / "basic/Standard").mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(SET_UP)
    (user / "basic/script.xlc").write_text(LIBRARIES)
    (user / "basic/Standard/script.xlb").write_text(LIBRARY)
    (user / "basic/Standard/Jobs.xba").write_text(MACRO)


def _run(folder: Path) -> None:
    command = [
        str(PROGRAM),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        f"macro:///Standard.Jobs.Main({folder / 'jobs.txt'})",
    ]
    nowhere = "http://127.0.0.1:9"  # what would go to the internet meets a closed door
    environment = os.environ | {"http_proxy": nowhere, "https_proxy": nowhere, "HOME": str(folder)}
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=SECONDS)


def sheets_of(path: Path) -> dict[str, list[list[Cell]]]:
    """Read what LibreOffice wrote: rows of cells by the sheet's name."""
    tables = ET.parse(path).iter(f"{TABLE}table")  # noqa: S314 -- LibreOffice wrote it
    return {table.get(f"{TABLE}name", ""): list(_rows(table)) for table in tables}


def _rows(table: ET.Element) -> Iterator[list[Cell]]:
    for row in table.iter(f"{TABLE}table-row"):
        cells = [cell for each in row for cell in _cells(each)]
        times = int(row.get(f"{TABLE}number-rows-repeated", 1))
        if times <= MOST_REPEATED:
            yield from [cells] * times


def _cells(element: ET.Element) -> list[Cell]:
    links = [each.get("{http://www.w3.org/1999/xlink}href") for each in element.iter(f"{TEXT}a")]
    text = "\n".join(_text(line) for line in element.findall(f"{TEXT}p"))
    cell = Cell(text, element.get(f"{TABLE}formula"), links[0] if links else None)
    times = int(element.get(f"{TABLE}number-columns-repeated", 1))
    return [cell] * (times if times <= MOST_REPEATED else 0)


def _text(element: ET.Element) -> str:
    name = element.tag
    if name == f"{TEXT}s":
        return " " * int(element.get(f"{TEXT}c", 1))
    if name in (f"{TEXT}tab", f"{TEXT}line-break"):
        return "\t" if name == f"{TEXT}tab" else "\n"
    inner = "".join(_text(each) + (each.tail or "") for each in element)
    return (element.text or "") + inner
