"""Every page under every fault, for every operation it uses: a sentence, the rest standing, nothing blank."""

from __future__ import annotations

import pytest

from sandbox.faults import KINDS
from tests.faults.complete_page import READS, STANDING, is_told, stands

ON_EVERY_PAGE = {"404", "502"}
"""An answer, that there is none, and a failure. Pages know these two apart and no more: of any other failure
they show the sentence."""
PAGES, OPERATIONS = list(STANDING), list(READS)


def pages_that_meet(kind: str, operation: str) -> list[str]:
    """Return the pages to open, in turn: each kind meets every page, and each operation's failure every page.

    All three together would be 875 pages, of which most show the same but for a sentence.
    """
    if kind in ON_EVERY_PAGE:
        return PAGES
    return [PAGES[(KINDS.index(kind) + OPERATIONS.index(operation)) % len(PAGES)]]


def test_every_page_meets_every_kind_and_every_operation():
    met = {
        (page, each)
        for kind in KINDS
        for operation in READS
        for page in pages_that_meet(kind, operation)
        for each in (kind, operation)
    }
    assert met == {(page, each) for page in STANDING for each in (*KINDS, *READS)}


@pytest.mark.parametrize("operation", READS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_company_s_pages_stay_while_one_read_fails(session, fresh_sandbox, company, sync, kind, operation):
    where = {"n": 100} if operation == "companies.list" else {"companyId": company}
    fresh_sandbox.fault(kind, operation=operation, **where)
    session.hurry(kind, operation)
    for number, page in enumerate(pages_that_meet(kind, operation)):
        text = session.open(page, again=not number, company=company, sync=sync)
        stands(page, text, operation)
        is_told(text, session.reading(company, READS[operation]).error, operation)
