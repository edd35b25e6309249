"""Every event is also a line outside the database, in a file or syslog, once it is committed."""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from errno import ENOSPC

import pytest
from sqlalchemy import insert

from dashboard.access import audit
from dashboard.access.audit import FIELDS, AuditLog
from dashboard.access.audit_outlets import AuditFile, Syslog, outlets
from dashboard.access.events import AccessEventType, AccessLog, add_event
from dashboard.access.role import Role
from dashboard.record.notes import Notebook
from dashboard.settings import SettingsError
from dashboard.store.tables import start_event
from tests.conventions.project import text_of
from tests.store.rows import CODAT, COMPANY, NOW, add_account
from tests.support.limits import WAIT_S
from tests.support.people import at_desk, signed_in

ADA = signed_in("Ada Byron", Role.LEAD, session_id="of-ada")
HOSTILE = "\n{} \r\u2028\u0085<script>\u202e\"'"
FIELDS_OF_A_LINE = {
    "at": NOW.isoformat(),
    "person": "Ada",
    "identity": None,
    "detail": "Called.",
    "cut": False,
}
DETAIL_OF_A_MEGABYTE = {**FIELDS_OF_A_LINE, "detail": "ß" * 1_000_000}


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The file that AUDIT_FILE names."""
    monkeypatch.setenv("AUDIT_FILE", str(tmp_path / "audit.jsonl"))
    return tmp_path / "audit.jsonl"


def lines(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_an_event_is_a_line_with_every_field(store, file):
    AccessLog(store).add(AccessEventType.EXPORTED, ADA, "history.csv", COMPANY)
    (line,) = lines(file)
    assert list(line) == list(FIELDS)
    assert line | {"at": ""} == {
        "at": "", "source": "access", "number": 1, "event": "exported", "outcome": None,
        "person": "Ada Byron",
        "identity": ADA.identity, "verified": True, "origin": "peer", "session": "of-ada", "account": None,
        "company": COMPANY, "subject": None, "code": None, "detail": "history.csv", "cut": False,
    }  # fmt: skip
    assert line["at"].endswith("+00:00")


def test_a_note_is_a_line_with_its_text(store, file):
    with store.writing() as connection:
        add_account(connection)
    Notebook(store, "account", CODAT).add(COMPANY, HOSTILE, at_desk("Ada"))
    (line,) = lines(file)
    assert (line["source"], line["event"], line["detail"]) == ("note", "note", HOSTILE.strip())


def test_text_from_outside_makes_no_second_line(store, file):
    AccessLog(store).add(AccessEventType.SIGN_IN_REFUSED, at_desk(HOSTILE), HOSTILE)
    written = file.read_text()
    assert len(written.splitlines()) == 1
    assert "<script>" not in written


def test_what_is_rolled_back_has_no_line(store, file):
    with suppress(ZeroDivisionError), store.writing() as connection:
        add_event(connection, AccessEventType.ROLE_GIVEN, ADA)
        raise ZeroDivisionError
    assert not file.exists()


def test_several_events_of_one_transaction_have_a_line_each(store, file):
    whose = {
        "account_id": "account",
        "base_url": CODAT,
        "company_id": COMPANY,
        "person": "",
        "verified": False,
    }
    rows = [{**whose, "at": NOW, "kind": kind} for kind in ("confirmed", "sent")]
    with store.writing() as connection:
        add_account(connection)
        audit.append(connection, insert(start_event).values(rows))
        assert not file.exists()
    assert [each["event"] for each in lines(file)] == ["confirmed", "sent"]


def test_after_a_rotation_the_next_line_is_in_the_new_file(store, file):
    log = AccessLog(store)
    log.add(AccessEventType.SIGNED_IN, ADA)
    file.rename(f"{file}.1")
    log.add(AccessEventType.SIGNED_OUT, ADA)
    assert [each["event"] for each in lines(file)] == ["signed out"]


def test_a_new_file_is_for_its_owner_alone(store, file):
    AccessLog(store).add(AccessEventType.SIGNED_IN, ADA)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_that_cannot_be_written_is_in_the_log_and_the_act_goes_on(
    store, tmp_path, monkeypatch, caplog
):
    monkeypatch.setenv("AUDIT_FILE", str(tmp_path / "missing" / "audit.jsonl"))
    before = audit.state().lost
    AccessLog(store).add(AccessEventType.SIGNED_IN, ADA)
    assert "No such file or directory" in caplog.text
    assert '"event": "signed in"' in caplog.text
    state = audit.state()
    assert (state.on, state.lost) == (True, before + 1)
    assert (
        state.problem
        == "Ask whoever runs this dashboard to check AUDIT_FILE or AUDIT_SYSLOG: No such file or directory."
    )


def test_without_a_setting_nothing_is_wrong():
    state = audit.state()
    assert (state.on, state.problem) == (False, "")


def test_a_problem_is_over_once_the_file_can_be_written(file):
    file.mkdir()
    assert "directory" in audit.state().problem
    file.rmdir()
    assert audit.state().problem == ""


def test_settings_that_cannot_be_read_lose_no_line(caplog):
    def broken():
        raise SettingsError("PORT is wrong.")

    log = AuditLog(broken)
    log.write(FIELDS_OF_A_LINE)
    assert "Called." in caplog.text
    assert (
        log.state().problem
        == "Ask whoever runs this dashboard to check AUDIT_FILE or AUDIT_SYSLOG: PORT is wrong."
    )


def test_no_place_keeps_another_from_its_line(tmp_path, caplog):
    places = outlets(str(tmp_path / "audit.jsonl"), str(tmp_path / "no-socket"))
    AuditLog(lambda: tuple(reversed(places))).write(FIELDS_OF_A_LINE)
    assert len(lines(tmp_path / "audit.jsonl")) == 1
    assert caplog.record_tuples[0][1] == logging.ERROR


def test_after_a_line_cut_by_a_full_disk_the_next_is_on_a_new_line(tmp_path, monkeypatch):
    file = AuditFile(str(tmp_path / "audit.jsonl"))
    whole = os.write
    monkeypatch.setattr(os, "write", lambda to, data: whole(to, data[:3]))
    with pytest.raises(OSError, match="only 3 of 9 bytes"):
        file.write("{cut: 1}", NOW)
    monkeypatch.undo()
    file.write("{}", NOW)
    assert (tmp_path / "audit.jsonl").read_text() == "{cu\n{}\n"


def test_while_the_disk_is_full_there_is_a_problem_until_a_line_is_written(tmp_path, monkeypatch):
    places = outlets(str(tmp_path / "audit.jsonl"), "")
    log = AuditLog(lambda: places)

    def full(*_):
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    monkeypatch.setattr(os, "write", full)
    log.write(FIELDS_OF_A_LINE)
    assert (
        log.state().problem
        == "Ask whoever runs this dashboard to check AUDIT_FILE or AUDIT_SYSLOG: No space left on device."
    )
    monkeypatch.undo()
    log.write(FIELDS_OF_A_LINE)
    assert (log.state().problem, log.state().lost) == ("", 1)


WRITE_200 = """
import sys
from datetime import UTC, datetime
from dashboard.access.audit_outlets import AuditFile
file = AuditFile(sys.argv[1])
for number in range(200):
    file.write('{"of": "%s", "text": "%s"}' % (sys.argv[2], "x" * 20_000), datetime.now(UTC))
"""


def test_lines_of_several_processes_are_never_mixed(tmp_path):
    path = tmp_path / "audit.jsonl"
    command = [sys.executable, "-c", WRITE_200, str(path)]
    running = [subprocess.Popen([*command, name]) for name in ("a", "b", "c")]
    assert [each.wait(WAIT_S) for each in running] == [0, 0, 0]
    assert Counter(each["of"] for each in lines(path)) == {"a": 200, "b": 200, "c": 200}


def test_a_pipe_is_refused_and_nothing_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on a reader
        AuditFile(str(tmp_path / "pipe")).write("{}", NOW)


def test_a_link_in_place_of_the_file_is_not_followed(tmp_path):
    (tmp_path / "audit").symlink_to(tmp_path / "target")
    with pytest.raises(OSError, match="symbolic links"):
        AuditFile(str(tmp_path / "audit")).write("{}", NOW)
    assert not (tmp_path / "target").exists()


@pytest.fixture
def daemon(tmp_path):
    """A local syslog socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as made:
        made.bind(str(tmp_path / "log"))
        made.settimeout(WAIT_S)
        yield made


def test_a_local_syslog_gets_the_line(daemon, tmp_path):
    AuditLog(lambda: (Syslog(str(tmp_path / "log")),)).write(FIELDS_OF_A_LINE)
    head, _, line = daemon.recv(9_999).decode().partition(": ")
    assert re.fullmatch(r"<86>sync-desk\[\d+\]", head)
    assert json.loads(line)["person"] == "Ada"


def test_syslog_over_udp_gets_a_message_of_rfc_5424_that_fits():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(WAIT_S)
        place = f"127.0.0.1:{receiver.getsockname()[1]}"
        AuditLog(lambda: outlets("", place)).write(DETAIL_OF_A_MEGABYTE)
        message = receiver.recv(9_999)
    assert len(message) <= 2_048
    head, _, line = message.decode().partition(" - ")
    assert re.fullmatch(r"<86>1 2026-11-24T09:51:00\+00:00 \S+ sync-desk \d+ audit", head)
    found = json.loads(line)
    assert found["cut"]
    assert found["detail"].startswith("ßßß")


def test_the_address_of_a_syslog_host_is_looked_up_once_for_many_lines(monkeypatch):
    asked = []

    def getaddrinfo(*args, **_):
        asked.append(args)
        return [(socket.AF_INET, socket.SOCK_DGRAM, 0, "", ("127.0.0.1", 9))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    place = Syslog("syslog.example:514")
    log = AuditLog(lambda: (place,))
    for _ in range(3):
        log.write(FIELDS_OF_A_LINE)
    assert asked == [("syslog.example", 514)]


def test_a_syslog_that_is_not_there_is_a_problem():
    problem = AuditLog(lambda: outlets("", "/no/such/socket")).state().problem
    assert (
        problem
        == "Ask whoever runs this dashboard to check AUDIT_FILE or AUDIT_SYSLOG: No such file or directory."
    )


def test_the_table_in_the_docs_names_every_field():
    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in FIELDS.items())
    head = "<!-- audit fields -->\n| field | meaning |\n| --- | --- |\n"
    assert f"{head}{rows}<!-- /audit fields -->" in text_of("docs/operating.md")
