"""Secrets from files: read again when they change, and never taken from anywhere else."""

from __future__ import annotations

import base64
import os
from dataclasses import fields
from pathlib import Path

import pytest

from dashboard.settings import SettingsError, load
from dashboard.settings.secret_files import MOST_BYTES, REUSED_S, SecretFiles
from dashboard.settings.setting import Declaration, about_of

KEY = Declaration("CODAT_API_KEY", "", secret=True)
FIXED = Declaration("DATABASE_URL", "", secret=True, read_once=True)


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def files(clock: Hands) -> SecretFiles:
    return SecretFiles(clock)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a key."""
    path = tmp_path / "codat-key"
    path.write_text("first-key\n", encoding="utf-8")
    return path


def key_of(files: SecretFiles, path: Path, declared: Declaration = KEY) -> str:
    """Return what the dashboard uses as a secret."""
    return files.resolved({declared.file_name: str(path)}, [declared])[declared.name]


def test_each_secret_may_come_from_a_file(tmp_path):
    secrets = {
        "CODAT_API_KEY": "a-key", "OIDC_CLIENT_SECRET": "of-the-provider", "PROXY_SECRET": "5" * 64,
        "SESSION_KEY": base64.urlsafe_b64encode(bytes(32)).decode(), "DATABASE_URL": "sqlite:///other.db",
    }  # fmt: skip
    environ = {"SIGN_IN": "proxy", "EXTERNAL_URL": "https://desk.example"}
    for name, secret in secrets.items():
        (tmp_path / name).write_text(f"{secret}\n", encoding="utf-8")
        environ[f"{name}_FILE"] = str(tmp_path / name)
    settings = load(environ)
    read = {about_of(each).name: getattr(settings, each.name) for each in fields(settings)}
    assert secrets.items() <= read.items()
    assert secrets.keys() == {about_of(each).name for each in fields(settings) if about_of(each).secret}


@pytest.mark.parametrize(
    "content", ["first-key", " first-key \r\n", "first-key\nof ada\n", "\ufefffirst-key\n"]
)
def test_a_secret_is_the_first_line_without_blanks_around_it(files, file, content):
    file.write_bytes(content.encode())
    assert key_of(files, file) == "first-key"


def test_a_changed_file_counts_at_the_next_act(files, file):
    assert key_of(files, file) == "first-key"
    unchanged = file.stat()
    file.write_text("other-key\n", encoding="utf-8")
    os.utime(file, ns=(unchanged.st_atime_ns, unchanged.st_mtime_ns))
    assert key_of(files, file) == "other-key"


def test_a_file_that_is_replaced_by_another_counts(files, file, tmp_path):
    assert key_of(files, file) == "first-key"
    new = tmp_path / "new"
    new.write_text("other-key", encoding="utf-8")
    new.replace(file)
    assert key_of(files, file) == "other-key"


def test_a_folder_swapped_by_a_link_counts(files, tmp_path):
    for version, key in (("v1", "first-key"), ("v2", "other-key")):
        (tmp_path / version).mkdir()
        (tmp_path / version / "key").write_text(key, encoding="utf-8")
    (tmp_path / "..data").symlink_to("v1")
    (tmp_path / "key").symlink_to("..data/key")
    assert key_of(files, tmp_path / "key") == "first-key"
    (tmp_path / "..new").symlink_to("v2")
    (tmp_path / "..new").replace(tmp_path / "..data")
    assert key_of(files, tmp_path / "key") == "other-key"


UNUSABLE = [
    (b"", "has nothing in its first line."),
    (b"  \nfirst-key\n", "has nothing in its first line."),
    (b"first\x00key", "has characters that a secret can’t contain."),
    (b"\xff\xfe\x00", "isn’t text."),
    (b"k" * (MOST_BYTES + 1), "is larger than 16,384 bytes."),
]


@pytest.mark.parametrize(("content", "sentence"), UNUSABLE)
def test_a_file_without_a_usable_secret_is_refused_with_what_to_do(files, file, content, sentence):
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=f"The file that CODAT_API_KEY_FILE names {sentence}") as raised:
        key_of(files, file)
    assert "key" not in str(raised.value).replace("CODAT_API_KEY_FILE", "")


def test_what_is_no_file_is_refused(files, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, sentence in (
        ("", "isn’t a regular file"),
        ("pipe", "isn’t a regular file"),
        ("none", "doesn’t exist"),
    ):
        with pytest.raises(SettingsError, match=sentence):
            key_of(files, tmp_path / name)


def test_a_file_that_this_user_may_not_read_is_refused(files, file, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SettingsError, match="can’t be read by this user"):
        key_of(files, file)


def test_a_key_that_was_set_as_the_files_name_is_not_shown(files):
    with pytest.raises(SettingsError) as raised:
        files.resolved({"CODAT_API_KEY_FILE": "hunter2"}, [KEY])
    assert "hunter2" not in str(raised.value)


def test_a_secret_that_is_set_in_both_ways_is_refused(files, file):
    with pytest.raises(SettingsError, match="CODAT_API_KEY and CODAT_API_KEY_FILE are both set"):
        files.resolved({"CODAT_API_KEY": "a-key", "CODAT_API_KEY_FILE": str(file)}, [KEY])


def test_a_missing_file_never_leads_to_the_key_of_streamlits_secrets(tmp_path):
    with pytest.raises(SettingsError, match="doesn’t exist"):
        load({"CODAT_API_KEY_FILE": str(tmp_path / "none")}, {"api_key": "another-accounts-key"})


@pytest.mark.parametrize("content", [None, *(content for content, _ in UNUSABLE)])
def test_while_a_file_is_being_replaced_its_last_secret_is_used_for_a_minute(
    files, file, clock, content, caplog
):
    assert key_of(files, file) == "first-key"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    clock.seconds += REUSED_S
    assert [key_of(files, file) for _ in range(3)] == ["first-key"] * 3
    assert len(caplog.messages) == 1
    assert "first-key" not in caplog.text
    clock.seconds += 1
    with pytest.raises(SettingsError, match="The file that CODAT_API_KEY_FILE names"):
        key_of(files, file)


def test_a_file_that_is_back_is_used_again(files, file, clock):
    assert key_of(files, file) == "first-key"
    file.unlink()
    clock.seconds += REUSED_S + 1
    with pytest.raises(SettingsError):
        key_of(files, file)
    file.write_text("other-key", encoding="utf-8")
    assert key_of(files, file) == "other-key"


def test_the_last_secret_of_one_file_is_never_used_for_another(files, file, tmp_path):
    assert key_of(files, file) == "first-key"
    with pytest.raises(SettingsError, match="doesn’t exist"):
        key_of(files, tmp_path / "none")


def test_the_database_stays_the_same_until_a_restart(files, file, clock):
    assert key_of(files, file, FIXED) == "first-key"
    file.write_text("other-key", encoding="utf-8")
    clock.seconds += 10 * REUSED_S
    assert key_of(files, file, FIXED) == "first-key"
