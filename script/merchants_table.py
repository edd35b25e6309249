"""Write the verdicts on the sandbox's merchants: a table in docs/how-it-judges.md, and sentences.txt.

Run it after a rule or a wording has changed: `.venv/bin/python -m script.merchants_table`, and read the diff.
Tests compare both files with the code.
"""

from __future__ import annotations

import re
from pathlib import Path

from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.insight.verdict.verdict import Verdict
from dashboard.services.assessment import assess
from dashboard.views.cause_words import step_line
from dashboard.views.verdict.merchant_text import Outside
from dashboard.views.verdict.state_words import WORDS
from dashboard.views.verdict.texts import texts_of
from dashboard.views.verdict.verdict_text import VerdictText
from tests.support.merchants import Reads, cases, reads

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/how-it-judges.md"
SENTENCES = ROOT / "tests/views/verdict/sentences.txt"
BETWEEN = re.compile(r"(<!-- merchants -->\n).*?(<!-- /merchants -->)", re.DOTALL)
HEAD = (
    "| case | state | headline | sales missing | failing days | who acts |\n"
    "| --- | --- | --- | --- | --- | --- |\n"
)
LOOKS_LIKE_AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def assessed(known: Reads) -> tuple[Verdict, VerdictText]:
    """Assess one merchant and put it into words, in the merchant's zone."""
    assessment = assess(known.snapshot, known.now, VerdictLimits())
    outside = Outside(sync_flow_url="https://sync.example/settings")
    return assessment.verdict, texts_of(assessment, assessment.verdict.zone.zone, outside)


def with_table(page: str) -> str:
    """Return the page's text with an up-to-date table between its two marks."""
    rows = "".join(_row(case, *assessed(reads(case))) for case in cases())
    return BETWEEN.sub(lambda marks: f"{marks[1]}{HEAD}{rows}{marks[2]}", page)


def sentences() -> str:
    """Return every sentence on a merchant's page, one merchant after the other."""
    return "\n".join(_sentences(case) for case in cases())


def _row(case: str, verdict: Verdict, words: VerdictText) -> str:
    missing, failing, *_ = words.numbers
    days = f"{failing.value} {failing.rest}".strip()
    state = WORDS[verdict.state]
    return f"| `{case}` | {state} | {words.headline} | {missing.value} | {days} | {verdict.acts} |\n"


def _sentences(case: str) -> str:
    _, words = assessed(reads(case))
    lines = [f"== {case}", words.headline, words.reason]
    lines += [f"  {place}. {step_line(*step)}" for place, step in enumerate(words.steps, 1)]
    lines += [
        f"  {each.label}: {each.value} {each.rest}".rstrip() + f" ({each.note})" for each in words.numbers
    ]
    lines += [f"  Note: {each}" for each in words.lacks]
    lines += [f"  > {line}".rstrip() for line in LOOKS_LIKE_AN_ID.sub("ID", words.merchant_text).splitlines()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    SENTENCES.write_text(sentences(), encoding="utf-8")
    print(f"Written: {PAGE.name}, {SENTENCES.name}.")
