"""The benchmark of the store's size fills the tables as the dashboard reads them."""

from __future__ import annotations

from argparse import Namespace

from benchmarks import fleet_store
from dashboard.fleet.picture import FleetPicture
from dashboard.fleet.repository import FleetRepository
from tests.store.rows import CODAT


def test_the_benchmark_of_sizes_fills_each_table_that_grows(sqlite_url, open_):
    options = Namespace(companies=9, days=400, every=40.0, lasts=9.0)
    store = open_(sqlite_url)
    fleet_store.fill(store, options, [100])
    rows = {name: rows for name, (size, rows) in fleet_store.sizes_of(store.path).items() if rows and size}
    assert {"company_snapshot", "verdict_change", "company_day", "episode", "fleet_company"} <= {*rows}
    picture = FleetPicture(FleetRepository(store, "account", CODAT))
    assert len(picture.rows()) == 9
