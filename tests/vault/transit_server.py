"""A small key server that speaks the public transit interface, with real AES inside.

Versions, batches, tokens and the shapes of errors are those of the interface; `fault` makes the
next answers go wrong.
"""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "token-of-the-tests"


class KeyServer(ThreadingHTTPServer):
    """Keys by name, each with its versions; and a record of what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.keys: dict[str, list[bytes]] = {"bidelagun": [os.urandom(32)]}
        self.asked: list[tuple[str, int]] = []
        self.token = TOKEN
        self.fault = ""
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def rotate(self) -> None:
        """Make a new version of the key."""
        self.keys["bidelagun"].append(os.urandom(32))

    def encrypt(self, name: str, text: bytes) -> str:
        versions, nonce = self.keys[name], os.urandom(12)
        sealed = nonce + AESGCM(versions[-1]).encrypt(nonce, text, None)
        return f"vault:v{len(versions)}:{base64.b64encode(sealed).decode()}"

    def decrypt(self, name: str, ciphertext: str) -> bytes:
        _, version, text = ciphertext.split(":")
        sealed = base64.b64decode(text)
        key = self.keys[name][int(version[1:]) - 1]
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], None)

    def answer(self, action: str, name: str, item: dict[str, str]) -> dict[str, str]:
        try:
            if action == "encrypt":
                return {"ciphertext": self.encrypt(name, base64.b64decode(item["plaintext"]))}
            text = self.decrypt(name, item["ciphertext"])
        except (InvalidTag, ValueError, IndexError, KeyError):
            return {"error": "cipher: message authentication failed"}
        if action == "rewrap":
            return {"ciphertext": self.encrypt(name, text)}
        return {"plaintext": base64.b64encode(text).decode()}


class _Handler(BaseHTTPRequestHandler):
    server: KeyServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        _, version, mount, action, name = self.path.split("/")
        assert (version, mount) == ("v1", "transit")
        self.server.asked.append((action, len(body["batch_input"])))
        if self.server.fault == "silent":
            self.server.released.wait(10)
            return
        if self.server.fault == "sealed":
            self.reply(503, {"errors": ["Vault is sealed"]})
        elif self.server.fault == "nonsense":
            self.reply(200, "no json")
        elif self.server.fault == "short":
            self.reply(200, {"data": {"batch_results": []}})
        elif self.headers["X-Vault-Token"] != self.server.token:
            self.reply(403, {"errors": ["permission denied"]})
        elif name not in self.server.keys:
            self.reply(400, {"errors": ["encryption key not found"]})
        else:
            results = [self.server.answer(action, name, item) for item in body["batch_input"]]
            status = 400 if any("error" in result for result in results) else 200
            self.reply(status, {"data": {"batch_results": results}})

    def reply(self, status: int, content: Any) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def running_key_server() -> Iterator[KeyServer]:
    """Run the server on this machine until the block ends."""
    server = KeyServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
