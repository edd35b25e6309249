"""Every page under every fault, for every operation it uses: a sentence, the rest standing, nothing blank."""

from __future__ import annotations

import pytest

from sandbox.faults import KINDS
from tests.fire.whole import READS, STANDING, is_told, stands


@pytest.mark.parametrize("operation", READS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_company_s_pages_stand_while_one_read_fails(session, fresh_sandbox, company, sync, kind, operation):
    where = {"n": 100} if operation == "companies.list" else {"companyId": company}
    fresh_sandbox.fault(kind, operation=operation, **where)
    session.hurry(operation)
    for page in STANDING:
        text = session.open(page, again=page == "company", company=company, sync=sync)
        stands(page, text, operation)
        is_told(text, session.reading(company, READS[operation]).error, operation)
