"""The one way to a verdict, without Streamlit: a snapshot in, an assessment out, texts from one function."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from codat_client import NotFound, SyncList, SyncStatus
from dashboard.insight.gap import Range
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.sync_range import RangeBasis
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.insight.verdict.state import Ground, State
from dashboard.services.assessment import assess
from dashboard.services.snapshot import read_snapshot
from dashboard.views.reader import Reader
from dashboard.views.verdict.merchant_text import Outside
from dashboard.views.verdict.texts import texts_of
from tests.conventions.project import ROOT
from tests.insight.verdict_makers import LONDON, NOW, at, nights, settings

LIMITS = VerdictLimits()
FAILED_TWICE = nights([2000, 2000, 4000, 4000])
MISSING = NotFound("Not found.", correlation_id="c1")
IMPORTS = (
    "import sys, dashboard.services.assessment, dashboard.services.snapshot;print('streamlit' in sys.modules)"
)


def snapshot(syncs=FAILED_TWICE, **more) -> Snapshot:
    read = {
        "latest": Reading(syncs[-1], NOW),
        "syncs": Reading(SyncList(syncs), NOW),
        "configuration": Reading(settings(), NOW),
    }
    return Snapshot("company", **(read | more))


def test_what_was_read_is_judged():
    assessment = assess(snapshot(), NOW, LIMITS)
    assert (assessment.verdict.state, assessment.verdict.gap.days) == (State.FAILING, 2)
    assert assessment.snapshot.company_id == "company"


def test_the_range_that_codat_reported_for_a_start_counts():
    known = {FAILED_TWICE[-1].sync_id: Range(at(1), at(2))}
    assessment = assess(snapshot(known_ranges=known), NOW, LIMITS)
    found = assessment.range_of(FAILED_TWICE[-1])
    assert (found.basis, found.range) == (RangeBasis.REPORTED, Range(at(1), at(2)))


def test_a_company_that_codat_does_not_find_is_gone_only_while_nothing_was_read():
    gone = Snapshot("company", latest=Reading().failed(MISSING), connections=Reading().failed(MISSING))
    assert assess(gone, NOW, LIMITS).verdict.ground is Ground.GONE
    seen = Snapshot("company", latest=Reading().failed(MISSING), connections=Reading([], NOW))
    assert assess(seen, NOW, LIMITS).verdict.ground is not Ground.GONE


def test_a_missing_configuration_is_that_of_a_company_that_is_there():
    assert snapshot(configuration=Reading().failed(MISSING)).configuration_missing
    gone = Snapshot("c", latest=Reading().failed(MISSING), configuration=Reading().failed(MISSING))
    assert not gone.configuration_missing


def test_each_failed_request_is_named_once_in_the_text_for_codats_support():
    failed = snapshot(connections=Reading().failed(MISSING), status=Reading().failed(MISSING))
    assert failed.correlation_ids == ("c1",)
    text = texts_of(assess(failed, NOW, LIMITS), LONDON, Outside()).support_text
    assert text.count("c1") == 1


def test_codats_other_id_comes_from_the_status_of_that_sync_or_from_its_start():
    newest = FAILED_TWICE[-1]
    status = Reading(SyncStatus(sync_id=newest.sync_id, commerce_sync_id="from-status"), NOW)
    assert snapshot(status=status).commerce_sync_id(newest) == "from-status"
    started = snapshot(status=status, commerce_sync_ids={FAILED_TWICE[0].sync_id: "from-start"})
    assert started.commerce_sync_id(FAILED_TWICE[0]) == "from-start"
    assert started.commerce_sync_id(FAILED_TWICE[1]) is None


@pytest.mark.parametrize(("reader", "starts"), [(Reader.STARTS, True), (Reader.ONLY_LOOKS, False)])
def test_the_texts_are_for_who_reads_them(reader: Reader, starts: bool):  # noqa: FBT001 - a table
    late = snapshot(nights([2000], at(18)))
    steps = texts_of(assess(late, NOW, LIMITS), LONDON, Outside(), reader).steps
    assert any(who == "You" and "start a sync" in what for who, what in steps) is starts


def test_a_snapshot_read_over_the_wire_is_assessed(client, fresh_sandbox):
    read = read_snapshot(client, fresh_sandbox.company("archived-tax-rate"))
    assessment = assess(read, datetime.now(UTC), LIMITS)
    assert assessment.verdict.cause is not None
    assert assessment.verdict.cause.cause.key == "tax-rate-invalid"


def test_a_read_that_fails_is_kept_as_its_error_beside_the_others(client, fresh_sandbox):
    company = fresh_sandbox.company("healthy")
    fresh_sandbox.fault("404", operation="sync.list", companyId=company)
    read = read_snapshot(client, company)
    assert (read.syncs.present, isinstance(read.syncs.error, NotFound)) == (False, True)
    assert read.latest.present


def test_the_script_in_the_docs_prints_a_verdict(sandbox, capsys):
    page = (ROOT / "docs/how-it-judges.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    given = {"key": "test-key", "base_url": sandbox.url, "company_id": sandbox.company("healthy")}
    exec(script, given)  # noqa: S102 - our own page
    assert capsys.readouterr().out.startswith("arriving Gap(")


def test_no_part_of_it_needs_streamlit():
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == "False\n"
