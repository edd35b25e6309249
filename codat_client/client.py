"""The client: one key, one address, four groups of operations."""

import ssl
from typing import NoReturn, Self

from codat_client import checks
from codat_client.companies import Companies
from codat_client.configuration import Configurations
from codat_client.connections import Connections
from codat_client.errors import BadInput
from codat_client.group import DEFAULT, Default, Defaults, Retries, checked
from codat_client.records import Quota
from codat_client.retrying import RetryConfig
from codat_client.status_errors import KEY_ADVICE
from codat_client.sync import Sync
from codat_client.wire import MAX_BYTES, BeforeRead, OnRequest, Wire, seal

BASE_URL = "https://api.codat.io"


class CodatClient:
    """A client for Codat's Sync for Commerce. Safe for several threads; close it, or use it in `with`.

    api_key: raw, or the ready-made `Basic …` value; surrounding blanks and quotes are ignored.
    base_url: https; plain http on this machine only.
    retries: a RetryConfig, or None for one request per call.
    read_timeout, trigger_timeout: the total seconds a caller waits, including retries and the body.
    proxy, ca_bundle: your network's (CODAT_PROXY, CODAT_CA_BUNDLE); the environment is not read. A proxy
    serves https only. Without ca_bundle the system's certificates are trusted.
    max_bytes: the most bytes a response may have, decompressed.
    key_advice: the sentence that ends the error for a rejected key: what to do about it.
    before_read: called before each read (not a trigger) with the operation's name and the last quota; it may
    raise HeldBack, and nothing is sent.
    on_request: called for each request just before it is sent, retries and triggers too; it must not raise.
    Raises BadInput if one of them can't be right.
    """

    base_url = ""
    """Where it asks; empty in a client that was refused, which a traceback may still show."""

    def __init__(
        self,
        api_key: str,
        base_url: str = BASE_URL,
        *,
        retries: Retries = DEFAULT,
        read_timeout: float = 20.0,
        trigger_timeout: float = 30.0,
        proxy: str | None = None,
        ca_bundle: str | None = None,
        max_bytes: int = MAX_BYTES,
        key_advice: str = KEY_ADVICE,
        before_read: BeforeRead | None = None,
        on_request: OnRequest | None = None,
    ) -> None:
        secret, complaint = seal(api_key)
        del api_key  # the tracebacks of the lines below must not show it
        if complaint:
            raise BadInput(complaint)
        # Importing requests takes longer than all the rest, and records alone don't need it.
        from codat_client.transport import Transport  # noqa: PLC0415

        transport = Transport(
            proxy=checks.proxy(proxy),
            certificates=_certificates(checks.ca_bundle(ca_bundle)),
            max_bytes=checks.whole(max_bytes, "max_bytes"),
        )
        wire = Wire(
            checks.base_url(base_url), secret, transport, key_advice, before_read, on_request=on_request
        )
        self._wire = wire
        defaults = Defaults(
            retries=checked(RetryConfig() if isinstance(retries, Default) else retries),
            read_timeout=checks.seconds(read_timeout),
            trigger_timeout=checks.seconds(trigger_timeout),
        )
        self.base_url = wire.base_url
        self.sync = Sync(wire, defaults)
        self.companies = Companies(wire, defaults)
        self.connections = Connections(wire, defaults)
        self.configuration = Configurations(wire, defaults)

    @property
    def quota(self) -> Quota | None:
        """Return the last rate-limit headers seen by this process with this key; None before that."""
        return self._wire.limits.quota

    def close(self) -> None:
        """Close the idle connections. The client may be used again."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"CodatClient({self.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client can’t be pickled, as it holds a key. Create a new CodatClient instead.")


def _certificates(ca_bundle: str | None) -> ssl.SSLContext | None:
    """Load the given certificates, so that a wrong file is reported at once; None: the system's, later."""
    if ca_bundle is None:
        return None
    from codat_client.certificates import load_certificates  # noqa: PLC0415 - as above

    try:
        return load_certificates(ca_bundle)
    except OSError:
        complaint = (
            "The certificates (CODAT_CA_BUNDLE) can’t be read: the file must hold certificates in PEM form."
        )
    raise BadInput(complaint)
