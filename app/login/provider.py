"""The provider of the login, asked through Authlib: where to send users, and what its tokens say once checked.

OpenID Connect Core 1.0 (code flow, with PKCE by RFC 7636, pushed requests by RFC 9126 where the provider takes them,
and the issuer in the answer by RFC 9207), RP-Initiated Logout 1.0 and Back-Channel Logout 1.0.
"""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry

from app.login.settings import LoginSettings
from app.settings_error import SettingsError

#: Signatures by keys of the provider; none by a shared secret, which the algorithm `none` and HMAC would be.
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
SECONDS_TO_ANSWER = 5
#: How long what the provider publishes is kept; a key that it no longer has is not trusted for longer.
SECONDS_KEPT = 600
#: How often an unknown key may make us ask again: whoever invents keys must not make us a flood.
SECONDS_BETWEEN_KEYS = 10
SECONDS_OF_LEEWAY = 60
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class LoginFailedError(Exception):
    """A login or logout that cannot be trusted, or a provider that does not answer. Says no more than its kind."""


@dataclass(frozen=True)
class Begun:
    """A login on its way: what is remembered of it, and where the user is sent."""

    state: str
    nonce: str
    verifier: str
    address: str


class Provider:
    """One provider, as one client of it."""

    def __init__(self, settings: LoginSettings, scope: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._scope = scope
        self._clock = clock
        self._key, self._secret = _proof(settings.secret)
        self._lock = Lock()
        self._facts: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._facts_at = self._keys_at = -float("inf")

    @property
    def redirect(self) -> str:
        return f"{self._settings.address}/logg-inn/svar"

    def begin(self, levels: tuple[str, ...], language: str) -> Begun:
        """A new login: whoever has logged in there comes back with an answer that only this one can use."""
        facts = self._published()
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        asked = {"nonce": nonce, "acr_values": " ".join(levels), "ui_locales": language}
        with self._session(facts) as session:
            address, _ = session.create_authorization_url(
                facts["authorization_endpoint"], state=state, code_verifier=verifier, **asked
            )
            pushed = facts.get("pushed_authorization_request_endpoint")
            return Begun(state, nonce, verifier, self._pushed(session, pushed, address) if pushed else address)

    def _pushed(self, session: Any, endpoint: str, address: str) -> str:
        """The address to send a user to once its parameters have been handed over behind the user's back."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        proof = session.client_auth(session.token_endpoint_auth_method)
        answer = session.request("POST", endpoint, data=asked, auth=proof, withhold_token=True)
        answer.raise_for_status()
        named = urlencode({"client_id": self._settings.client, "request_uri": answer.json()["request_uri"]})
        return parts._replace(query=named).geturl()

    def finish(self, code: str, verifier: str, nonce: str) -> tuple[dict[str, Any], str]:
        """The claims of the user who comes back with this code, and the token that holds them."""
        facts = self._published()
        with self._session(facts) as session:
            found = session.fetch_token(facts["token_endpoint"], code=code, code_verifier=verifier)
        token = found.get("id_token")
        if not isinstance(token, str):
            raise LoginFailedError("no token")
        params = {"nonce": nonce, "client_id": self._settings.client, "access_token": found.get("access_token")}
        return self._checked(token, params), token

    def ended(self, token: str) -> tuple[str, str]:
        """Session and subject (either may be empty) that a logout token ends. Raises where it cannot be trusted."""
        claims = self._checked(token, {"client_id": self._settings.client}, {"iss", "aud", "iat", "exp", "jti"})
        events = claims.get("events")
        if "nonce" in claims or not isinstance(events, dict) or LOGOUT_EVENT not in events:
            raise LoginFailedError("not a logout token")
        session, subject = claims.get("sid", ""), claims.get("sub", "")
        if not isinstance(session, str) or not isinstance(subject, str) or not (session or subject):
            raise LoginFailedError("a logout token of nobody")
        return session, subject

    def logout_address(self, token: str) -> str:
        """Where a user is sent to log out at the provider; empty where it has no such place."""
        end = self._published().get("end_session_endpoint", "")
        back = f"{self._settings.address}/logg-ut/ferdig"
        asked = {"id_token_hint": token, "post_logout_redirect_uri": back, "client_id": self._settings.client}
        return f"{end}?{urlencode(asked)}" if end else ""

    def is_named(self, issuer: str | None) -> bool:
        """Whether an answer names this provider: it must, where the provider promises to be named."""
        promised = self._published().get("authorization_response_iss_parameter_supported") is True
        return issuer == self._settings.issuer if promised or issuer is not None else True

    def _session(self, facts: Mapping[str, Any]) -> OAuth2Session:
        session = OAuth2Session(
            client_id=self._settings.client,
            client_secret=self._key or self._secret,
            token_endpoint_auth_method=PrivateKeyJWT.name if self._key else "client_secret_basic",
            scope=self._scope,
            redirect_uri=self.redirect,
            code_challenge_method="S256",
            default_timeout=SECONDS_TO_ANSWER,
        )
        if self._key:
            # For the provider and none of its endpoints, as HelseID asks: others could hand it on there.
            session.register_client_auth_method(PrivateKeyJWT(facts["issuer"]))
        return session

    def _checked(self, token: str, params: Mapping[str, Any], essential: set[str] | None = None) -> dict[str, Any]:
        """The claims of a token of the provider for us. Raises whatever joserfc raises where it is none."""
        decoded = self._decoded(token)
        options = {
            **{name: {"essential": True} for name in essential or ()},
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client},
        }
        claims_class = CodeIDToken if essential is None else _LogoutToken
        claims = claims_class(decoded.claims, decoded.header, options, dict(params))
        claims.validate(leeway=SECONDS_OF_LEEWAY)
        return dict(claims)

    def _decoded(self, token: str) -> Any:
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(token, key=KeySet.import_key_set(self._key_set()), registry=registry)
        except InvalidKeyIdError:
            # The provider has taken a new key into use.
            return jwt.decode(token, key=KeySet.import_key_set(self._key_set(anew=True)), registry=registry)

    def _published(self) -> dict[str, Any]:
        """What the provider publishes of itself; LoginFailedError where it says that it is another."""
        with self._lock:
            if self._clock() - self._facts_at > SECONDS_KEPT:
                facts = self._fetched(f"{self._settings.issuer}/.well-known/openid-configuration")
                if facts.get("issuer") != self._settings.issuer:
                    raise LoginFailedError("another issuer")
                self._facts, self._facts_at = facts, self._clock()
            return self._facts

    def _key_set(self, *, anew: bool = False) -> Any:
        address = self._published()["jwks_uri"]
        with self._lock:
            if self._clock() - self._keys_at > (SECONDS_BETWEEN_KEYS if anew else SECONDS_KEPT):
                self._keys, self._keys_at = self._fetched(address), self._clock()
            return self._keys

    def _fetched(self, address: str) -> dict[str, Any]:
        with OAuth2Session(default_timeout=SECONDS_TO_ANSWER) as session:
            answer = session.request("GET", address, withhold_token=True, allow_redirects=False)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise LoginFailedError("no facts")
        return found


class _LogoutToken(CodeIDToken):  # type: ignore[misc]
    """A logout token is checked like an ID token, but it need not name a subject."""

    ESSENTIAL_CLAIMS = ["iss", "aud", "iat", "exp"]


def _proof(path: Path) -> tuple[Any, str]:
    """The private key in a file, or the secret. Raises SettingsError where there is neither."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as problem:
        raise SettingsError("KVABUP_LOGIN_SECRET_FILE must be a file that can be read; correct it") from problem
    if not text.startswith("{"):
        if not text:
            raise SettingsError("KVABUP_LOGIN_SECRET_FILE must hold a secret or a private key; it is empty")
        return None, text
    try:
        key = RSAKey.import_key(json.loads(text))
    except (ValueError, TypeError, KeyError, JoseError):
        key = None
    if key is None or not key.is_private:
        raise SettingsError("KVABUP_LOGIN_SECRET_FILE must hold a private RSA key as a JWK; correct it")
    return key, ""
