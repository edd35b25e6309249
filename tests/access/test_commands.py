"""Commands on the store: what they print, how they fail, and that they leave no connection open."""

from __future__ import annotations

import argparse
import os

import pytest

from dashboard.access.people import RoleRefused
from dashboard.services import stores
from dashboard.services.stores import access_store
from dashboard.store.errors import StoreError
from script import account_of, role_of, token_of
from script.command import run_command


@pytest.fixture
def parser(sqlite_url, monkeypatch):
    """Return a parser of one word; the store is an empty one."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    made = argparse.ArgumentParser()
    made.add_argument("word")
    return made


def failing(error):
    """Return what a command does, after it has opened the store: it raises this."""

    def act(settings, asked):  # noqa: ARG001 - as commands are called
        access_store(settings)
        raise error

    return act


def test_what_a_command_returns_is_printed(parser, capsys):
    assert run_command(parser, ["hello"], lambda _, asked: f"{asked.word}!") == 0
    assert capsys.readouterr() == ("hello!\n", "")


@pytest.mark.parametrize("error", [StoreError("No disk."), RoleRefused("No such role.")])
def test_a_refusal_is_a_sentence_on_the_other_stream(parser, capsys, error):
    assert run_command(parser, ["x"], failing(error), RoleRefused) == 1
    assert capsys.readouterr() == ("", f"{error}\n")
    assert not stores._stores


def test_a_fault_of_ours_is_no_refusal_and_leaves_no_store_open(parser):
    with pytest.raises(ZeroDivisionError):
        run_command(parser, ["x"], failing(ZeroDivisionError()), RoleRefused)
    assert not stores._stores


def test_settings_that_are_wrong_are_said_before_anything_is_done(parser, capsys, monkeypatch):
    monkeypatch.setenv("TEAM_ZONE", "Mars/Olympus")
    assert run_command(parser, ["x"], failing(ZeroDivisionError())) == 1
    assert "TEAM_ZONE is" in capsys.readouterr().err


@pytest.mark.parametrize("command", [role_of, token_of, account_of], ids=lambda each: each.__name__)
def test_each_command_lists_on_an_empty_store_and_refuses_a_store_that_cannot_be_used(
    command, sqlite_url, monkeypatch, capsys
):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    assert command.main(["list"]) == 0
    assert capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{os.devnull}/none.db")
    assert command.main(["list"]) == 1
    assert capsys.readouterr().err
