"""The protocol of OpenID Connect (authorization code with PKCE), and nothing of accounts.

Our own rather than allauth's: its provider sends no nonce, skips the signature of tokens fetched
directly, believes the issuer that a discovery document names, and stores all claims in the clear.
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from django.conf import settings
from django.urls import reverse

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ["RS256", "PS256", "ES256"]
LARGEST_ANSWER = 500_000
SECONDS = 10
CLOCKS_APART = 30
LONGEST_SUBJECT = 255


class SignOnFailed(Exception):
    """The service gave no answer, or one that cannot be believed; nobody comes in by it."""


@dataclass(frozen=True)
class Claims:
    """What a token that was believed says; `email` is empty unless the issuer verified it."""

    issuer: str
    subject: str
    email: str


@dataclass(frozen=True)
class Attempt:
    """What is kept in the session between leaving for the service and coming back."""

    state: str
    nonce: str
    verifier: str


def is_offered() -> bool:
    """Say whether this installation has a single sign-on service."""
    return bool(settings.OIDC_ISSUER)


def callback_url() -> str:
    """Return where the service sends people back: registered there, and never from a request."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("account_sso_callback")


def begin() -> tuple[Attempt, str]:
    """Return a new attempt and the address of the service to lead to. Raises SignOnFailed."""
    attempt = Attempt(*(secrets.token_urlsafe(32) for _part in range(3)))
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": callback_url(),
        "scope": "openid email",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    address = _endpoint(_discover(), "authorization_endpoint")
    return attempt, f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def finish(attempt: Attempt, *, code: str, state: str) -> Claims:
    """Return what the service says of who came back. Raises SignOnFailed."""
    if not code or not secrets.compare_digest(state.encode(), attempt.state.encode()):
        raise SignOnFailed("state")
    found = _discover()
    answer = _ask(
        _endpoint(found, "token_endpoint"),
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback_url(),
            "client_id": settings.OIDC_CLIENT_ID,
            "client_secret": settings.OIDC_CLIENT_SECRET,
            "code_verifier": attempt.verifier,
        },
    )
    keys = _ask(_endpoint(found, "jwks_uri"))
    return read_token(str(answer.get("id_token", "")), keys=keys, nonce=attempt.nonce)


def read_token(token: str, *, keys: dict[str, Any], nonce: str) -> Claims:
    """Return the claims of an id_token signed by one of `keys` (a JWKS), for us and this attempt.

    Raises SignOnFailed.
    """
    try:
        known = jwt.PyJWKSet.from_dict(keys)
        key = known[jwt.get_unverified_header(token)["kid"]]
        if key.algorithm_name not in ALGORITHMS:
            raise SignOnFailed("algorithm")
        claims = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=CLOCKS_APART,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise SignOnFailed(type(error).__name__) from error
    if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise SignOnFailed("nonce")
    if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
        raise SignOnFailed("azp")
    verified = claims.get("email_verified") is True
    email = str(claims.get("email", "")).strip().lower() if verified else ""
    subject = str(claims["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT or "\x00" in subject + email:
        raise SignOnFailed("subject")
    return Claims(settings.OIDC_ISSUER, subject, email)


def _discover() -> dict[str, Any]:
    found = _ask(settings.OIDC_ISSUER.rstrip("/") + DISCOVERY)
    if found.get("issuer") != settings.OIDC_ISSUER:
        raise SignOnFailed("issuer")
    return found


def _endpoint(found: dict[str, Any], name: str) -> str:
    address = str(found.get(name, ""))
    parts = urlsplit(address)
    scheme = urlsplit(settings.OIDC_ISSUER).scheme
    if parts.scheme not in {"https", scheme} or not parts.hostname:
        raise SignOnFailed(name)
    return address


def _ask(address: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the JSON object at this address; no redirect is followed."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=SECONDS)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {"Accept": "application/json"}
    try:
        if form is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        body = answer.read(LARGEST_ANSWER)
        content = json.loads(body)
    except (OSError, HTTPException, ValueError) as error:
        raise SignOnFailed(type(error).__name__) from error
    finally:
        connection.close()
    if answer.status != HTTPStatus.OK or not isinstance(content, dict):
        raise SignOnFailed(str(answer.status))
    return content
