"""Every place where something could be left lying in clear, as named bytes to be searched."""

import base64
import logging
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connections
from django.test import Client

DATABASES = ("default", "keys")
Sink = tuple[str, bytes]


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode("utf-8", "backslashreplace")


def columns() -> Iterator[Sink]:
    """Every value of every column of every table of both databases, histories included."""
    for alias in DATABASES:
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connections[alias].ops.quote_name(table)}")
                names = [column.name if hasattr(column, "name") else column[0]
                         for column in cursor.description]  # fmt: skip
                for row in cursor.fetchall():
                    for name, value in zip(names, row, strict=True):
                        yield f"{alias}.{table}.{name}", _bytes(value)


def images() -> Iterator[Sink]:
    """On SQLite the whole database as it would lie on the disk, deleted rows included."""
    for alias in DATABASES:
        if connections[alias].vendor == "sqlite":
            connections[alias].ensure_connection()
            yield f"{alias} on disk", connections[alias].connection.serialize()


def sessions() -> Iterator[Sink]:
    """What sessions hold, unpacked."""
    for session in Session.objects.all():
        yield "session", _bytes(session.get_decoded())


def caches() -> Iterator[Sink]:
    """What the cache holds, unpacked."""
    if settings.EMBEDDED:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT cache_key, value FROM shared_cache")
            for key, value in cursor.fetchall():
                yield "cache", f"{key} {pickle.loads(base64.b64decode(value))}".encode()
    else:
        client = cache._cache.get_client()
        for key in client.scan_iter():
            value = client.dump(key) or b""
            yield "cache", _bytes(key) + b" " + value


def _letters(message: EmailMessage) -> Iterator[bytes]:
    whole = message.message()
    yield whole.as_bytes()
    yield _bytes(message.recipients())
    yield _bytes(list(whole.items()))
    for part in whole.walk():
        yield part.get_payload(decode=True) or b""


def mails() -> Iterator[Sink]:
    """Every e-mail that was sent: envelope, headers and text, as sent and decoded."""
    for message in mail.outbox:
        for letter in _letters(message):
            yield "e-mail", letter


def task_messages() -> list[Any]:
    """The messages that lie on the broker; they are taken off it."""
    found = []
    with current_app.connection_for_read() as connection:
        queue = connection.SimpleQueue(current_app.conf.task_default_queue)
        while queue.qsize():
            message = queue.get_nowait()
            found.append(message)
            message.ack()
        queue.close()
    return found


def told(messages: Iterable[Any]) -> Iterator[Sink]:
    """Task messages as bytes."""
    for message in messages:
        yield "task message", _bytes(message.body) + _bytes(message.headers)
        yield "task message", _bytes(message.payload) + _bytes(message.properties)


class Lines(logging.Handler):
    """Keeps every line that anybody logs, with its traceback and its arguments."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(pathname)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [self.format(record), str(record.args)]

    def sinks(self) -> Iterator[Sink]:
        """The lines as bytes."""
        for line in self.lines:
            yield "log line", _bytes(line)


@contextmanager
def everything_logged() -> Iterator[Lines]:
    """Capture everything as if somebody had set DEBUG everywhere to look for a fault.

    Those that the settings keep at INFO one by one stay there; those that hand nothing up to the
    root are listened to themselves.
    """
    lines, before = Lines(), []
    named = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    for logger in (logging.root, *named):
        before.append((logger, logger.level))
        if not (logger.name.count(".") and logger.name in settings.LOGGING["loggers"]):
            logger.setLevel(logging.DEBUG)
        if logger is logging.root or not logger.propagate:
            logger.addHandler(lines)
    try:
        yield lines
    finally:
        for logger, level in before:
            logger.setLevel(level)
            logger.removeHandler(lines)


class Walker(Client):
    """A browser that remembers every address and header it met, and the pages by address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(raise_request_exception=False, **options)
        self.met: list[str] = []

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        self.met += [
            f"{request.get('PATH_INFO')}?{request.get('QUERY_STRING', '')}",
            *(f"{name}: {value}" for name, value in answer.headers.items()),
            *(str(morsel) for morsel in answer.cookies.values()),
        ]
        return answer

    def sinks(self) -> Iterator[Sink]:
        """Addresses and headers as bytes."""
        for line in self.met:
            yield "address or header", _bytes(line)


def forms_of(text: str) -> list[bytes]:
    """The ways in which a text could lie in clear: as it is, in UTF-16, hex and base64."""
    plain = text.encode()
    shifted = [base64.b64encode(b"\0" * pad + plain)[4 if pad else 0 : -4] for pad in range(3)]
    return [plain.lower(), text.lower().encode("utf-16-le"), plain.hex().encode(), *shifted]


def leaks(secrets: Iterable[str], sinks: Iterable[Sink]) -> set[tuple[str, str]]:
    """Return (secret, place) for every secret that lies somewhere in clear."""
    wanted = {secret: forms_of(secret) for secret in secrets}
    found = set()
    for place, content in sinks:
        lowered = content.lower()
        found |= {
            (secret, place)
            for secret, forms in wanted.items()
            if any(form in lowered or form in content for form in forms)
        }
    return found
