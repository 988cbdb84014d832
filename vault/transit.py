"""Key-encryption keys that never leave a key server: the transit interface of OpenBao and Vault.

The server's `rewrap` takes no associated data, so what a wrapped key is for is bound inside: its
hash lies before the key and is compared after opening. A server that is away is never waited for
twice in the same five seconds, and never replaced by another key.
"""

import base64
import binascii
import hashlib
import hmac
import json
import ssl
import stat
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vault.exceptions import KekUnreachable, KeyUnavailable, VaultRefused
from vault.wrapping import Wrapped

CONTEXT_BYTES = 32
SECONDS_OF_REST = 5.0
BATCH = 250
LARGEST_ANSWER = 10_000_000
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, repr=False)
class TransitServer:
    """Where the key server is and how to sign in; the token itself or the file that holds it."""

    url: str
    mount: str
    key: str
    token: str = ""
    token_file: str = ""
    ca_file: str = ""
    seconds: int = 5

    def read_token(self) -> str:
        """Return the token. A file is read each time, since an agent renews it."""
        if not self.token_file:
            return self.token
        path = Path(self.token_file)
        try:
            if stat.S_IMODE(path.stat().st_mode) & OTHERS:
                raise KekUnreachable(
                    f"The token file {path} may be read by others. Run: chmod 0400 {path}"
                )
            return path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise KekUnreachable(
                f"The token file {path} cannot be read: {type(error).__name__}."
            ) from error


class TransitKeks:
    """Wraps by asking the server. A KEK is named by mount, key and version on the server."""

    def __init__(self, server: TransitServer) -> None:
        self._server = server
        self._name = f"transit:{server.mount}/{server.key}"
        self._rests_until = 0.0
        self._tls = _trusting(server)
        self.source = f"the key server {server.url}, key {server.mount}/{server.key}"

    @property
    def active_id(self) -> str:
        """Name the version that wraps now: what the server would seal a text of no meaning with."""
        return self.wrap(bytes(CONTEXT_BYTES), b"which version").kek_id

    def holds(self, kek_id: str) -> bool:
        """Say whether the key is one of this server's, whatever its version."""
        return kek_id.startswith(f"{self._name}:v")

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """Wrap a data key for this context under the newest version."""
        text = base64.b64encode(_bound(context) + key).decode()
        (answer,) = self._ask("encrypt", [{"plaintext": text}])
        return self._wrapped(answer)

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """Return the data key; raise KeyUnavailable when it does not open here."""
        (key,) = self.unwrap_many([(wrapped, context)])
        if key is None:
            raise KeyUnavailable(f"A key wrapped by {wrapped.kek_id} does not open.")
        return key

    def unwrap_many(self, wrapped: Iterable[tuple[Wrapped, bytes]]) -> list[bytes | None]:
        """Return the data keys in the same order, None for each that does not open here."""
        pairs = list(wrapped)
        held = [one for one, _ in pairs if self.holds(one.kek_id)]
        answers = iter(self._ask("decrypt", [self._item(one) for one in held]))
        return [
            _unbound(next(answers).get("plaintext"), context) if self.holds(one.kek_id) else None
            for one, context in pairs
        ]

    def rewrap_many(self, wrapped: Iterable[tuple[Wrapped, bytes]]) -> list[Wrapped]:
        """Wrap under the newest version, on the server: no key comes here."""
        answers = self._ask("rewrap", [self._item(one) for one, _ in wrapped])
        return [self._wrapped(answer) for answer in answers]

    def _item(self, wrapped: Wrapped) -> dict[str, str]:
        if not self.holds(wrapped.kek_id):
            raise KeyUnavailable(f"The KEK {wrapped.kek_id} is not in {self.source}.")
        version = wrapped.kek_id.rpartition(":")[2]
        return {"ciphertext": f"vault:{version}:{base64.b64encode(wrapped.blob).decode()}"}

    def _wrapped(self, answer: dict[str, Any]) -> Wrapped:
        parts = str(answer.get("ciphertext", "")).split(":")
        try:
            _, version, text = parts
            return Wrapped(f"{self._name}:{version}", base64.b64decode(text, validate=True))
        except (ValueError, binascii.Error) as error:
            raise KeyUnavailable(f"A key was refused by {self.source}.") from error

    def _ask(self, action: str, items: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
        """Return the server's answers in order; raise KekUnreachable when it gives none."""
        answers: list[dict[str, Any]] = []
        for start in range(0, len(items), BATCH):
            batch = items[start : start + BATCH]
            given = self._post(action, {"batch_input": batch})
            if not isinstance(given, list) or len(given) != len(batch):
                raise KekUnreachable(f"Not understood: the answer of {self.source}.")
            answers += [answer if isinstance(answer, dict) else {} for answer in given]
        return answers

    def _post(self, action: str, body: dict[str, Any]) -> Any:
        if time.monotonic() < self._rests_until:
            raise KekUnreachable(f"No answer from {self.source}.")
        token = self._server.read_token()
        try:
            status, text = self._send(action, json.dumps(body).encode(), token)
            answer = json.loads(text)
        except (OSError, HTTPException, ValueError) as error:
            self._rests_until = time.monotonic() + SECONDS_OF_REST
            raise KekUnreachable(
                f"No answer from {self.source}: {type(error).__name__}."
            ) from error
        data = answer.get("data") if isinstance(answer, dict) else None
        results = data.get("batch_results") if isinstance(data, dict) else None
        # One item that does not open makes the whole answer 400, the results beside it.
        if status != HTTPStatus.OK and not (status == HTTPStatus.BAD_REQUEST and results):
            raise KekUnreachable(f"Refused with {status} by {self.source}.")
        return results

    def _send(self, action: str, body: bytes, token: str) -> tuple[int, bytes]:
        where = urlsplit(self._server.url)
        connection = self._connect(where.hostname or "", where.port)
        path = f"{where.path.rstrip('/')}/v1/{self._server.mount}/{action}/{self._server.key}"
        try:
            connection.request(
                "POST",
                path,
                body,
                {
                    "X-Vault-Token": token,
                    "X-Vault-Request": "true",
                    "Content-Type": "application/json",
                },
            )
            answer = connection.getresponse()
            return answer.status, answer.read(LARGEST_ANSWER)
        finally:
            connection.close()

    def _connect(self, host: str, port: int | None) -> HTTPConnection:
        seconds = self._server.seconds
        if self._tls is None:
            return HTTPConnection(host, port, timeout=seconds)
        return HTTPSConnection(host, port, timeout=seconds, context=self._tls)


def _trusting(server: TransitServer) -> ssl.SSLContext | None:
    if not server.url.startswith("https://"):
        return None
    try:
        return ssl.create_default_context(cafile=server.ca_file or None)
    except OSError as error:
        raise VaultRefused(
            f"The certificates in {server.ca_file} cannot be read: {type(error).__name__}."
        ) from error


def _bound(context: bytes) -> bytes:
    return hashlib.sha256(b"kek-v1\x00" + context).digest()


def _unbound(text: object, context: bytes) -> bytes | None:
    """Return the key behind the hash of this context, None when it is another's or none."""
    if not isinstance(text, str):
        return None
    try:
        whole = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
    bound, key = whole[:CONTEXT_BYTES], whole[CONTEXT_BYTES:]
    return key if hmac.compare_digest(bound, _bound(context)) else None
