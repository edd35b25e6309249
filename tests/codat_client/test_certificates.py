"""Whom the key is told: the system's certificates decide, or CODAT_CA_BUNDLE; never the environment."""

import os
import ssl
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from codat_client import CodatClient, NotSent, certificates
from codat_client.certificates import NOT_READ, load_certificates
from tests.codat_client.servers import CERTIFICATES, COMPANY, reply, serve

CA = str(CERTIFICATES / "ca.pem")
HASH_OF_CA = "b262d2bf"
"""`openssl x509 -subject_hash`: the name by which OpenSSL finds it in a folder."""
RECORD = {"syncId": "x", "syncStatusCode": 1000}


def client_of(server, **options):
    return CodatClient("test-key", server.url, retries=None, **options)


def test_a_private_authority_is_trusted_when_it_is_named():
    with serve(reply(RECORD), tls=True) as server:
        client = client_of(server, ca_bundle=CA)
        assert client.sync.get_latest_sync(COMPANY).sync_id == "x"
        assert client.sync.request(COMPANY) is not None
        client.close()


@pytest.mark.parametrize("keeps", ["file", "folder", "neither", "no folder"])
def test_without_a_bundle_the_systems_certificates_are_trusted(monkeypatch, tmp_path, keeps):
    built_in = {"openssl_cafile": str(tmp_path / "no"), "openssl_capath": str(tmp_path)}
    if keeps == "folder":
        (tmp_path / f"{HASH_OF_CA}.0").write_bytes(Path(CA).read_bytes())
    if keeps == "file":
        built_in["openssl_cafile"] = CA
    if keeps == "no folder":
        built_in["openssl_capath"] = str(tmp_path / "nowhere")
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: SimpleNamespace(**built_in))
    monkeypatch.setattr(certificates, "_WHERE_SYSTEMS_KEEP_THEM", (str(tmp_path / "no"), CA))
    with serve(reply(RECORD), tls=True) as server:
        client = client_of(server)
        assert client.sync.get_latest_sync(COMPANY).sync_id == "x"
        client.close()


def test_this_system_keeps_certificates_where_they_are_looked_for():
    assert certificates._system_places()


ASK_OVER_TLS = """
import sys
from codat_client import CodatClient, NotSent

for bundle in [None, None, sys.argv[2]]:
    client = CodatClient("test-key", sys.argv[1], retries=None, ca_bundle=bundle)
    try:
        print(client.sync.get_latest_sync(sys.argv[3]).sync_id)
    except NotSent:
        print("not sent")
    client.close()
"""
ASK_AS_OTHERS_DO = """
import ssl, sys, urllib.request

urllib.request.urlopen(sys.argv[1], context=ssl.create_default_context())
"""


@pytest.fixture
def environment_of_others(tmp_path):
    """An environment in which everybody else trusts our test's authority, and tells the secrets of TLS."""
    (tmp_path / f"{HASH_OF_CA}.0").write_bytes(Path(CA).read_bytes())
    named = {"SSL_CERT_FILE": CA, "SSL_CERT_DIR": str(tmp_path), "SSLKEYLOGFILE": str(tmp_path / "secrets")}
    return os.environ | named


def run(code, *arguments, env):
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("names", [{"SSL_CERT_FILE"}, {"SSL_CERT_DIR"}, {"SSLKEYLOGFILE"}, set(NOT_READ)])
def test_the_environment_does_not_decide_whom_the_key_is_shown(environment_of_others, tmp_path, names):
    env = {name: value for name, value in environment_of_others.items() if name not in set(NOT_READ) - names}
    with serve(reply(RECORD), tls=True) as server:
        done = run(ASK_OVER_TLS, server.url, CA, COMPANY, env=env)
        assert done.stdout.split("\n") == ["not sent", "not sent", "x", ""]
        assert len(server.asked) == 1
    assert not (tmp_path / "secrets").exists()
    shown = ", ".join(name for name in NOT_READ if name in names)
    assert done.stderr == f"Ignored: {shown}. To trust other certificates, set CODAT_CA_BUNDLE.\n"


def test_others_would_obey_the_environment(environment_of_others, tmp_path):
    with serve(reply(RECORD), tls=True) as server:
        run(ASK_AS_OTHERS_DO, server.url, env=environment_of_others)
        assert len(server.asked) == 1
    assert (tmp_path / "secrets").exists()


def test_a_certificate_that_is_not_trusted_was_not_sent_and_names_the_setting():
    with serve(reply(RECORD), tls=True) as server:
        for call in (lambda sync: sync.get_latest_sync(COMPANY), lambda sync: sync.request(COMPANY)):
            with pytest.raises(NotSent, match="CODAT_CA_BUNDLE"):
                call(client_of(server).sync)
        assert server.asked == []


def test_a_certificate_for_another_name_is_not_trusted():
    with serve(reply(RECORD), tls=True) as server:
        client = CodatClient("test-key", f"https://127.0.0.2:{server.port}", retries=None, ca_bundle=CA)
        with pytest.raises(NotSent):
            client.sync.get_latest_sync(COMPANY)


def test_where_the_system_keeps_a_store_of_its_own_that_is_asked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert type(load_certificates(None)).__module__.startswith("truststore")
    assert type(load_certificates(CA)) is ssl.SSLContext
