"""The token is nowhere but in the address that its maker got: all bytes of the database are read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from dashboard.store.columns import METADATA
from tests.sharing.conftest import ADA, new_link


@pytest.fixture
def tokens(service) -> list[str]:
    """The tokens of a link that was changed, and of a preview."""
    link, token = service.make(new_link(recipient="Ann at Bluebird"), ADA)
    service.pause(link.id, ADA)
    service.resume(link.id, ADA)
    service.open_link(token)
    return [token, service.preview(new_link(), ADA)]


def rows_of_everything(store) -> str:
    with store.reading() as connection:
        tables = {
            name: [[str(value) for value in row] for row in connection.execute(select(table))]
            for name, table in METADATA.tables.items()
        }
    return json.dumps(tables, ensure_ascii=False)


def test_no_row_holds_a_token_but_its_hash(store, tokens):
    everything = rows_of_everything(store)
    assert "Ann at Bluebird" in everything
    for each in tokens:
        assert each not in everything
        assert hashlib.sha256(each.encode()).hexdigest() in everything


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_no_byte_of_the_database_is_of_a_token(store, tokens):
    files = list(Path(store.path).parent.glob(f"{store.path.name}*"))
    found = b"".join(each.read_bytes() for each in files)
    assert b"Ann at Bluebird" in found
    assert not [each for each in tokens if each.encode() in found or each[8:24].encode() in found]
