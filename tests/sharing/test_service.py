"""What becomes of a link: made, opened, paused, ended, revoked, each on SQLite and PostgreSQL."""

from __future__ import annotations

from dashboard.sharing.link import LinkState
from tests.sharing.conftest import ADA, NOW, new_link


def test_a_link_opens_with_its_token(service):
    link, token = service.make(new_link(), ADA)
    opened = service.open_link(token)
    assert opened is not None
    assert opened.link == link
    assert link.state(NOW) is LinkState.OPEN


def test_a_preview_opens_as_a_preview_only(service):
    token = service.preview(new_link(), ADA)
    assert service.open_link(token, preview=True) is not None
    assert service.open_link(token) is None
    assert service.links() == []
