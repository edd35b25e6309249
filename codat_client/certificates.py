"""Choose the trusted certificates: the system's, or those in `ca_bundle`. The environment is ignored."""

import logging
import os
import re
import ssl
import sys
from functools import cache
from pathlib import Path

NOT_READ = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
"""Environment variables that make OpenSSL trust other certificates or write out session secrets."""
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+", re.ASCII)
"""How OpenSSL names a certificate in a folder."""
_WHERE_SYSTEMS_KEEP_THEM = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora
    "/etc/pki/tls/cert.pem",  # older Fedora
    "/etc/ssl/cert.pem",  # Alpine, BSD
    "/etc/ssl/ca-bundle.pem",  # SUSE
)
"""For a Python whose OpenSSL was built for another system."""
log = logging.getLogger(__name__)


def load_certificates(ca_bundle: str | None) -> ssl.SSLContext:
    """Trust the given file or folder only, or the system's certificates. Raises OSError.

    By default ssl and truststore let the environment name other certificates, and a file that receives
    each connection's secrets.
    """
    _say_what_is_not_read()
    if ca_bundle is None and sys.platform in {"darwin", "win32"}:
        import truststore  # noqa: PLC0415 - there only: the store of the system itself, and slow to come

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for place in _system_places() if ca_bundle is None else [ca_bundle]:
        folder = Path(place).is_dir()
        context.load_verify_locations(cafile=None if folder else place, capath=place if folder else None)
    return context


def _system_places() -> list[str]:
    """Return the system's certificate files and folders: those its OpenSSL was built with."""
    built_in = ssl.get_default_verify_paths()
    file, folder = Path(built_in.openssl_cafile), Path(built_in.openssl_capath)
    hashed = folder.is_dir() and any(_HASHED.fullmatch(each.name) for each in folder.iterdir())
    found = [str(file)] * file.is_file() + [str(folder)] * hashed
    return found or [place for place in _WHERE_SYSTEMS_KEEP_THEM if Path(place).is_file()][:1]


@cache
def _say_what_is_not_read() -> None:
    """Warn once about environment variables that are ignored here."""
    if names := [name for name in NOT_READ if os.environ.get(name)]:
        log.warning("Ignored: %s. To trust other certificates, set CODAT_CA_BUNDLE.", ", ".join(names))
