"""An OpenID Connect provider whose answers a test can spoil. It asks no one: `claims` names who signs in."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

ADA: dict[str, Any] = {
    "sub": "ada",
    "name": "Ada Byron",
    "email": "ada@example.com",
    "email_verified": True,
    "groups": ["desk-leads"],
}
CLIENT_ID, CLIENT_SECRET = "desk", "a-secret-of-the-desk-alone"


class SmallProvider:
    """A provider on a free port. Change an attribute, and its next answers change.

    `spoiled`: claims that replace those of the id token. `error`: the error that the token endpoint answers.
    `down`: everything is 503; `failing`: the paths that are. `gives_refresh_token`: with each sign-in, and
    a new one at each use. `names_key`: tokens have a `kid`. `signs_with`: a key that isn't published.
    """

    def __init__(self) -> None:
        self.claims, self.spoiled, self.metadata = dict(ADA), dict[str, Any](), dict[str, Any]()
        self.error, self.down, self.gives_refresh_token = "", False, False
        self.only_userinfo, self.failing = set[str](), set[str]()
        self.names_key = True
        self.signs_with: RSAKey | None = None
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh_tokens: set[str] = set()
        self.rotate_keys()
        self._server = ThreadingHTTPServer(("localhost", 0), type("Handler", (_Handler,), {"provider": self}))
        self.issuer = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def rotate_keys(self) -> None:
        """Sign with a new key from now on."""
        self.key = new_key()

    def described(self) -> dict[str, Any]:
        """Return the metadata."""
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "claims_supported": ["sub", "name", "email", "email_verified", "groups"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
        }
        return {**usual, **self.metadata}

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser goes from here: back, with a code."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def tokens(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return the answer of the token endpoint."""
        if self.error:
            return 400, {"error": self.error, "error_description": "<b>no</b>"}
        if form["grant_type"] == "refresh_token":
            known = form["refresh_token"] in self.refresh_tokens
            self.refresh_tokens.discard(form["refresh_token"])
            return (200, self._issued("")) if known else (400, {"error": "invalid_grant"})
        begun = self.codes.pop(form.get("code", ""), None)
        if begun is None or begun.get("code_challenge") != _challenge(form.get("code_verifier", "")):
            return 400, {"error": "invalid_grant"}
        return 200, self._issued(begun["nonce"])

    def _issued(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300}
        shown = {name: value for name, value in self.claims.items() if name not in self.only_userinfo}
        claims = {**usual, **({"nonce": nonce} if nonce else {}), **shown, **self.spoiled}
        named = {"kid": self.key.kid} if self.names_key else {}
        signed = jwt.encode({"alg": "RS256", **named}, claims, self.signs_with or self.key)
        issued: dict[str, Any] = {
            "access_token": "access",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": signed,
        }
        if self.gives_refresh_token:
            issued["refresh_token"] = secrets.token_urlsafe(8)
            self.refresh_tokens.add(issued["refresh_token"])
        return issued


def new_key() -> RSAKey:
    """Return a key to sign with."""
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"})


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    provider: SmallProvider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        self.provider.asked.append(address.path)
        if self.provider.down or address.path in self.provider.failing:
            self._answer(503, {})
        elif address.path == "/authorize":
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(query))
            self.end_headers()
        else:
            self._answer(200, self._read(address.path))

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._answer(*((503, {}) if self.provider.down else self.provider.tokens(form)))

    def _read(self, path: str) -> dict[str, Any]:
        if path == "/keys":
            return {"keys": [self.provider.key.as_dict(private=False)]}
        return dict(self.provider.claims) if path == "/userinfo" else self.provider.described()

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
