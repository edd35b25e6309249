"""Print the verdict on one company: `script/verdict COMPANY [--json]`.

Uses the dashboard's settings from the environment. Reads only; exits with 1 and a sentence if it can't.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
import urllib.request
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from codat_client import CodatClient, CodatError
from codat_client.records import Record
from dashboard import demo
from dashboard.insight.verdict.facts import limits_of
from dashboard.insight.verdict.verdict import Verdict
from dashboard.services.account import account_with, demo_account
from dashboard.services.assessment import assess
from dashboard.services.budget import ReadPurpose
from dashboard.services.snapshot import read_snapshot
from dashboard.settings import Settings, SettingsError, load
from dashboard.views.cause_words import step_line
from dashboard.views.verdict.merchant_text import outside_of
from dashboard.views.verdict.texts import texts_of
from dashboard.views.verdict.verdict_text import VerdictText

_ORDINARY: Final = "ordinary-"


class NoCaseError(LookupError):
    """The demo has no case of that name; the message lists the ones it has."""


def main(arguments: list[str]) -> int:
    """Print the verdict; return the exit code."""
    parser = argparse.ArgumentParser(prog="script/verdict", description="Prints the verdict on one company.")
    parser.add_argument("company", help="its id; in the demo, the name of a case as well")
    parser.add_argument("--json", action="store_true", help="everything that was found, as JSON")
    options = parser.parse_args(arguments)
    try:
        settings = load(os.environ)
        verdict, texts = read_and_judge(settings, options.company, datetime.now(UTC))
    except (SettingsError, CodatError, demo.DemoError, NoCaseError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        demo.stop()
    found = plain({"verdict": verdict, "texts": texts})
    print(json.dumps(found, indent=2) if options.json else as_text(texts))
    return 0


def read_and_judge(settings: Settings, company: str, now: datetime) -> tuple[Verdict, VerdictText]:
    """Read a company and judge it. Raises SettingsError, DemoError, NoCaseError, CodatError if it can't."""
    if not settings.demo and not settings.api_key:
        raise SettingsError("There is no key for Codat. Set CODAT_API_KEY, or DEMO to 1.")
    company_id = _id_of(demo.address(settings), company) if settings.demo else company
    with _client(settings) as codat:
        snapshot = read_snapshot(codat, company_id)
    if snapshot.syncs.error and snapshot.latest.error and not snapshot.company_missing:
        raise snapshot.syncs.error
    assessment = assess(snapshot, now, limits_of(settings))
    verdict = assessment.verdict
    return verdict, texts_of(assessment, verdict.zone.zone, outside_of(settings))


def _client(settings: Settings) -> CodatClient:
    """Create the client as the dashboard does, within the same share of the day's quota."""
    account = demo_account(settings) if settings.demo else account_with(settings, settings.api_key)
    return account.make_client(ReadPurpose.PERSON)


def as_text(texts: VerdictText) -> str:
    """Return the answer as at the top of the page."""
    steps = [f"  {place}. {step_line(*step)}" for place, step in enumerate(texts.steps, 1)]
    numbers = [
        f"  {each.label}: {each.value} {each.rest}".rstrip() + f" ({each.note})" for each in texts.numbers
    ]
    lacks = [f"  {each}" for each in texts.lacks]
    said = [f"  {texts.said}"] if texts.said else []
    return "\n".join([texts.headline, texts.reason, *said, *steps, *numbers, *lacks])


def plain(value: Any) -> Any:
    """Convert to plain JSON values: records by their non-empty fields, times in UTC."""
    match value:
        case None | bool() | int() | float():
            return value
        case Record():
            present = {name: getattr(value, name) for name in value.__struct_fields__ if name != "source"}
            return {name: plain(each) for name, each in present.items() if each is not None}
        case dict():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value.isoformat() if isinstance(value, datetime) else str(value)


def _id_of(base_url: str, company: str) -> str:
    """Return the id of a sandbox case; an id counts as one. Raises NoCaseError for anything else."""
    with urllib.request.urlopen(f"{base_url}/_sandbox/merchants", timeout=10) as reply:  # noqa: S310 - loopback
        known: list[dict[str, str]] = json.load(reply)
    ids = {each["case"]: each["companyId"] for each in known}
    if company not in ids and not _is_id(company):
        raise NoCaseError(_no_such_case(company, list(ids)))
    return ids.get(company, company)


def _is_id(company: str) -> bool:
    try:
        UUID(company)
    except ValueError:
        return False
    return True


def _no_such_case(asked: str, cases: list[str]) -> str:
    """Return the message's list of cases: the most similar name first, without the ordinary ones."""
    similar = difflib.get_close_matches(asked, cases, n=1)
    mean = f" Did you mean {similar[0]}?" if similar else ""
    named = ", ".join(each for each in cases if not each.startswith(_ORDINARY))
    return f"The demo has no case “{asked}”.{mean} It has: {named}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
