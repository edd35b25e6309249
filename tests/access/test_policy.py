"""Who may start a sync and unlock a company: READ_ONLY, and where the page was opened."""

import pytest

from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.settings import Settings

HERE = Person(RequestOrigin(OriginKind.HERE))
ELSEWHERE = [Person(RequestOrigin(kind)) for kind in OriginKind if kind is not OriginKind.HERE]
every_act = pytest.mark.parametrize("act", Act)


@every_act
def test_on_this_machine_everything_is_allowed(act):
    assert may(HERE, act, Settings()) is None


@every_act
@pytest.mark.parametrize("allow_starting", [False, True])
def test_read_only_forbids_it_even_here_and_wins(act, allow_starting):
    refusal = may(HERE, act, Settings(read_only=True, allow_starting=allow_starting)) or ""
    assert refusal.startswith("This is a read-only view (READ_ONLY=1).")
    assert refusal.endswith(f"Ask a colleague in support to {act}.")


@every_act
@pytest.mark.parametrize("person", ELSEWHERE)
def test_from_elsewhere_it_is_refused_with_what_to_do(person, act):
    refusal = may(person, act, Settings()) or ""
    assert refusal.startswith("This dashboard has no sign-in, and ")
    assert "ALLOW_STARTING=1" in refusal


def test_each_origin_has_its_own_reason():
    assert len({may(person, Act.START, Settings()) for person in ELSEWHERE}) == len(ELSEWHERE)


def test_the_header_that_no_browser_sends_is_named():
    proxied = Person(RequestOrigin(OriginKind.HEADER, "via"))
    assert "(header via)" in (may(proxied, Act.START, Settings()) or "")


@every_act
@pytest.mark.parametrize("person", ELSEWHERE)
def test_allow_starting_permits_it_from_everywhere(person, act):
    assert may(person, act, Settings(allow_starting=True)) is None
