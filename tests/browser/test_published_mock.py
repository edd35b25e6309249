"""Every page on a mock of Codat's published description, in Chromium: odd answers, yet no blank and no None.

The description's path comes from CODAT_OPENAPI. Without it, or without Node.js, these tests are skipped and
the end of the run says so, as for tests/published_spec.
"""

from __future__ import annotations

import re
import shutil

import pytest

from tests.browser.driving import open_at
from tests.conftest import NOT_CHECKED
from tests.published_spec.conftest import HERE
from tests.support.dashboard_process import Dashboard
from tests.support.prism import Prism

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
if not HERE.exists() or not shutil.which("npm"):
    pytest.skip(NOT_CHECKED, allow_module_level=True)

COMPANY = "8a210b68-6988-11ed-a1eb-0242ac120002"
SYNC = "a6a22aff-a43a-411d-a910-2dae73217cce"
ADDRESSES = {
    "find": "/",
    "company": f"/company?company={COMPANY}",
    "setup": f"/setup?company={COMPANY}",
    "history": f"/history?company={COMPANY}",
    "sync": f"/sync?company={COMPANY}&sync={SYNC}",
    "start": f"/start?company={COMPANY}",
}
LEAST_TEXT = 200
OURS_TO_FIX = re.compile(r"\bNone\b|\bNaN\b|\bNaT\b|\bnan\b|Traceback|Something went wrong|undefined")


@pytest.fixture(scope="module", params=["static", "dynamic"])
def mocked(request):
    """A dashboard on a mock: of the description's examples, and of values made up anew for each answer."""
    mock = Prism(HERE, dynamic=request.param == "dynamic")
    running = Dashboard(CODAT_API_KEY="a-key-of-the-tests", CODAT_BASE_URL=mock.url)
    yield running
    running.stop()
    mock.stop()


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_on_answers_that_only_the_description_made_is_whole(context, mocked, name):
    page = open_at(context.new_page(), mocked.url + ADDRESSES[name])
    main = page.get_by_test_id("stMain")
    if name == "history":
        # The text of a canvas comes later; values made up anew may hold no sync at all, which the page says.
        page.locator("[role=gridcell], .d-empty").first.wait_for(state="attached")
    assert len(main.inner_text()) > LEAST_TEXT
    assert OURS_TO_FIX.findall(main.text_content() or "") == []
    assert not page.get_by_test_id("stException").count()
