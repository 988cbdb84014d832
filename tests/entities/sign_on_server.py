"""A small OpenID provider in a thread: discovery, keys, tokens; it lies as it is told."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "bidelagun"
SECRET = "the secret of the client"


def new_key() -> rsa.RSAPrivateKey:
    """A key to sign with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY, OTHER_KEY = new_key(), new_key()


class Provider:
    """What the server says; `changes` are put over the claims, `signed_with` may forge."""

    def __init__(self) -> None:
        self.changes: dict[str, Any] = {}
        self.signed_with: Any = KEY
        self.algorithm = "RS256"
        self.named_issuer = ""
        self.nonce = ""
        self.challenge = ""
        self.asked: list[dict[str, list[str]]] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(provider.page(urlsplit(self.path).path))

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                self._answer(provider.token(parse_qs(self.rfile.read(length).decode())))

            def _answer(self, content: dict[str, Any] | None) -> None:
                self.send_response(200 if content else 400)
                self.end_headers()
                self.wfile.write(json.dumps(content or {}).encode())

            def log_message(self, *_args: Any) -> None:
                """Be quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    def page(self, path: str) -> dict[str, Any] | None:
        """Discovery document or keys."""
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}
        return {
            "issuer": self.named_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def token(self, form: dict[str, list[str]]) -> dict[str, Any] | None:
        """A token, if client and verifier are right."""
        self.asked.append(form)
        digest = sha256(form["code_verifier"][0].encode()).digest()
        proven = urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
        if not proven or form["client_secret"] != [SECRET]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "subject-1",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 60,
            "email": "ana@example.test",
            "email_verified": True,
            **self.changes,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(
            claims, self.signed_with, algorithm=self.algorithm, headers={"kid": "one"}
        )
        return {"access_token": "unused", "token_type": "Bearer", "id_token": token}
