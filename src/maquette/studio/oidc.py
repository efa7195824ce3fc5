"""Signing in at somebody else's door: OpenID Connect, by authorization code with PKCE.

A provider only says which e-mail address somebody has; who that is, and what they may, is for the members to say.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode, urlsplit

from maquette.members import NotAllowed
from maquette.settings import is_private_address

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key that only the provider has: never none, never one that knows the client's secret."""

_MINUTES = 10
_MOST_ATTEMPTS = 500
_LEEWAY_SECONDS = 60
_PATIENCE_SECONDS = 10.0
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Provider:
    """Who vouches for people: the *issuer*'s address, and what we are called there."""

    issuer: str
    client: str
    secret: str = ""


@dataclass(frozen=True)
class Attempt:
    """Somebody on their way: what must come back, and the proof that it was us who sent them."""

    nonce: str
    verifier: str
    back: str
    begun: float


class Attempts:
    """Those who were sent to the provider and are not back yet. Each comes back once, within ten minutes."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Attempt] = OrderedDict()
        self._guard = threading.Lock()

    def keep(self, state: str, attempt: Attempt) -> None:
        """Remember one."""
        with self._guard:
            self._known[state] = attempt
            while len(self._known) > _MOST_ATTEMPTS:
                self._known.popitem(last=False)

    def take(self, state: str) -> Attempt | None:
        """The attempt of that *state*, which is then forgotten."""
        with self._guard:
            found = self._known.pop(state, None)
        return found if found and time.monotonic() - found.begun < _MINUTES * 60 else None


def begin(provider: Provider, back: str) -> tuple[str, str, Attempt]:
    """The address to send somebody to, its state, and what is to be kept of it. Raises ``NotAllowed``."""
    if find_spec("joserfc") is None:
        raise _failed("the extra `oidc` is not installed here")
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = _discovered(provider)["authorization_endpoint"]
    separator = "&" if urlsplit(address).query else "?"
    return f"{address}{separator}{urlencode(query)}", state, Attempt(nonce, verifier, back, time.monotonic())


def finish(provider: Provider, attempt: Attempt, code: str) -> str:
    """The verified e-mail address of who came back with *code*. Raises ``NotAllowed`` where anything is not right."""
    facts = _discovered(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.back,
        "code_verifier": attempt.verifier,
        "client_id": provider.client,
    }
    login = None
    if provider.secret:
        ways = facts.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in ways:
            login = (provider.client, provider.secret)
        else:
            form["client_secret"] = provider.secret
    told = _asked("POST", facts["token_endpoint"], data=form, auth=login)
    return _email(provider, attempt, str(told.get("id_token", "")), _asked("GET", facts["jwks_uri"]))


def _email(provider: Provider, attempt: Attempt, token: str, keys: Any) -> str:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    registry = jwt.JWTClaimsRegistry(
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": attempt.nonce},
    )
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims
        registry.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _failed(f"its ID token is not to be trusted: {type(error).__name__}") from error
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != provider.client:
        raise _failed("its ID token is meant for somebody else")
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        raise NotAllowed(
            "the provider does not vouch for an e-mail address", mend="verify it there first", code="signin-unverified"
        )
    return str(claims["email"])


def _discovered(provider: Provider) -> dict[str, Any]:
    facts = _asked("GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if facts.get("issuer") != provider.issuer:
        raise _failed(f"it calls itself {str(facts.get('issuer'))[:200]!r}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_private_address(str(facts.get(name, ""))):
            raise _failed(f"its {name} is not an address of HTTPS")
    return facts


def _asked(method: str, address: str, **what: Any) -> dict[str, Any]:
    import httpx2

    try:
        # A redirect is not followed: it would carry the secret to wherever it points.
        with (
            httpx2.Client(timeout=_PATIENCE_SECONDS, follow_redirects=False) as client,
            client.stream(method, address, **what) as answer,
        ):
            body = bytearray()
            for data in answer.iter_bytes():
                body += data
                if len(body) > _MOST_BYTES:
                    raise ValueError("it goes on for too long")
            told = json.loads(body)
    except (httpx2.HTTPError, ValueError) as error:
        raise _failed(f"{urlsplit(address).hostname} does not answer: {type(error).__name__}") from error
    if answer.status_code != 200 or not isinstance(told, dict):
        said = str(told.get("error", ""))[:100] if isinstance(told, dict) else ""
        raise _failed(f"{urlsplit(address).hostname} answers {answer.status_code} {said}".strip())
    return told


def _failed(why: str) -> NotAllowed:
    return NotAllowed(
        f"signing in with the provider failed: {why}", mend="try again, or ask an admin", code="signin-failed"
    )
