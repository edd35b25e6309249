"""Say what changed in a company's set-up between its last success and its first failure."""

from __future__ import annotations

import logging

from dashboard.demo import DemoError
from dashboard.fleet.registry import NoFleetError, fleet_of
from dashboard.fleet.set_up_log import SetUpLog
from dashboard.insight.history.turning_point import Turn, turn_of
from dashboard.insight.setup.changes import SeenChange
from dashboard.services.stored_account import UnknownKeyError
from dashboard.store.errors import StoreError
from dashboard.ui import assessments, links, session
from dashboard.ui.page import CompanyView
from dashboard.views.setup import change_words

log = logging.getLogger(__name__)


def html(page: CompanyView, turn: Turn | None) -> str:
    """Return the changes between the two syncs of a turn as HTML; "" if none is on record."""
    return change_words.changes(_between(page, turn), page.clock.shown_zone, page.now)


def line(page: CompanyView) -> str:
    """Return the same on one line for a company that fails now, with a link to History; "" without any."""
    known = assessments.of(page).assessment.facts
    stamp = page.data.stamp("latest", "last_successful")
    turn = page.cached("turn_for_set_up", lambda: turn_of(known.runs, None), stamp)
    if turn is None or not turn.going_on:
        return ""
    link_html = links.anchor("When it broke", "history", company=page.company_id)
    return change_words.line(_between(page, turn), page.clock.shown_zone, page.now, link_html)


def _between(page: CompanyView, turn: Turn | None) -> list[SeenChange]:
    account = session.account()
    if account is None or turn is None or turn.good is None or turn.cut:
        return []
    if not (turn.good.timed and turn.bad.timed):
        return []
    try:
        fleet = fleet_of(session.settings(), account)
        log_of_all = SetUpLog(fleet.repository.store, fleet.account_id)
        return log_of_all.between(page.company_id, turn.good.at, turn.bad.at)
    except NoFleetError:
        return []
    except (StoreError, UnknownKeyError, DemoError) as error:
        log.info("changes of the set-up of company %s can’t be read: %s", page.company_id, error)
        return []
