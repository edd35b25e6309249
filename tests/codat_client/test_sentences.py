"""What a person reads when nothing answers: where it was asked, and what to do."""

import ast
import re
from pathlib import Path

import pytest

import codat_client
from codat_client import BadReply, CodatClient, CodatError, NoAnswer, NotSent, Unclear
from codat_client.exchange import TransportError, TransportErrorKind
from codat_client.status_errors import read_failed, trigger_failed
from tests.codat_client.servers import COMPANY, drop, hang, serve

ASKED = {"operation": "sync.request", "asked": {}}
ELSEWHERE = "sandbox.example:8443"
THEN = re.compile(r"\. Try again[^.]+\.$")


@pytest.mark.parametrize("address", ["api.codat.io", ELSEWHERE])
@pytest.mark.parametrize("cause", TransportErrorKind)
@pytest.mark.parametrize("trigger", [False, True], ids=["read", "trigger"])
def test_each_reason_for_not_sending_names_the_address_and_ends_with_what_to_do(cause, address, trigger):
    failure = TransportError(cause, sent=False)
    error = trigger_failed(failure, None, address, ASKED) if trigger else read_failed(failure, None, address)
    assert (type(error), error.carried_out) == (NotSent, False)
    assert THEN.search(str(error))
    if cause is not TransportErrorKind.BUSY:
        assert f" {address}" in str(error)
        assert ("CODAT_BASE_URL" in str(error)) == (address == ELSEWHERE)


@pytest.mark.parametrize("address", ["api.codat.io", ELSEWHERE])
@pytest.mark.parametrize(
    "cause", [TransportErrorKind.TIME, TransportErrorKind.DROPPED, TransportErrorKind.OTHER]
)
def test_each_reason_for_no_answer_names_the_address_and_ends_with_what_to_do(cause, address):
    error = read_failed(TransportError(cause, sent=True), None, address)
    assert type(error) is NoAnswer
    assert THEN.search(str(error))
    assert f"({address})" in str(error)
    assert ("CODAT_BASE_URL" in str(error)) == (address == ELSEWHERE)


@pytest.mark.parametrize("cause", TransportErrorKind)
def test_what_is_unclear_never_suggests_trying_again(cause):
    error = trigger_failed(TransportError(cause, sent=True), None, ELSEWHERE, ASKED)
    assert type(error) is Unclear
    assert str(error).endswith("Check the latest sync before you start another.")


@pytest.mark.parametrize("cause", [TransportErrorKind.GARBLED, TransportErrorKind.TOO_BIG])
def test_an_unusable_answer_says_what_to_do(cause):
    error = read_failed(TransportError(cause, sent=True), None, ELSEWHERE)
    assert type(error) is BadReply
    assert str(error).endswith("Try again; if it keeps happening, contact Codat support.")


def shown(server, **options):
    with pytest.raises(CodatError) as caught:
        CodatClient("a-key-of-mine", server.url, retries=None).sync.list(COMPANY, **options)
    return str(caught.value)


def test_a_real_call_names_the_port_it_asked_and_never_the_key():
    with serve(drop, hang) as server:
        sentences = [shown(server), shown(server, timeout=0.1)]
    sentences.append(shown(server))
    assert all(f"127.0.0.1:{server.port}" in one and "a-key" not in one for one in sentences)
    assert "nothing is listening at" in sentences[2]


def test_a_company_proxy_is_named_among_the_causes():
    error = read_failed(TransportError(TransportErrorKind.CONNECT, sent=False), None, "api.codat.io")
    assert "behind a company proxy, set CODAT_PROXY and CODAT_CA_BUNDLE" in str(error)


FILES = sorted(Path(codat_client.__file__).parent.glob("*.py"))


def texts_of(file: Path) -> list[str]:
    """Return the texts of a module, docstrings aside."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    aside = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    found = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in aside]
    return [node.value for node in found if isinstance(node.value, str)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_sentence_has_a_straight_apostrophe(file):
    assert not [text for text in texts_of(file) if re.search(r"\w'\w", text)]


def test_the_sentences_are_found():
    sentences = [text for file in FILES for text in texts_of(file) if "Try again" in text]
    assert len(sentences) > 5
