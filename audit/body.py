"""The body of an event: canonical JSON, the exact bytes that are hashed and proved later.

Version 1: keys sorted, UTF-8, no spaces, no floats; times in UTC with microseconds; ids as text.
`salt` makes the hash of a body tell nothing once the body itself has been removed.
"""

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

VERSION = 1
MAX_VALUE = 200
MAX_VALUES = 100

Detail = str | int | bool | list[str] | None
Details = Mapping[str, Detail]

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
# A code, an id, a date, the name of a field or a page: one word. Text in sentences has spaces, an
# e-mail address an @.
_CODE = re.compile(r"[\w.:/+-]*")


class UnfitDetail(ValueError):
    """A detail that the log does not take: a programming error of the caller."""


def _checked_text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise UnfitDetail(f"The detail {key!r} holds a {type(value).__name__}.")
    if len(value) > MAX_VALUE or not _CODE.fullmatch(value):
        # The value itself may be what must not be seen: it is not repeated.
        raise UnfitDetail(f"The detail {key!r} is not a code, an id or the name of a field.")
    return str(value)


def _checked(key: str, value: object) -> Detail:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list):
        if len(value) > MAX_VALUES:
            raise UnfitDetail(f"The detail {key!r} has more than {MAX_VALUES} values.")
        return [_checked_text(key, item) for item in value]
    return _checked_text(key, value)


def check_details(details: Details) -> dict[str, Detail]:
    """Return the details as they are stored.

    Raises UnfitDetail for keys that are no field-like names, and for values other than short
    codes, counts, ids, names of fields, and lists of them: names and free text have no place.
    """
    for key in details:
        if not _KEY.fullmatch(key):
            raise UnfitDetail("The name of a detail is not in lower case with underscores.")
    return {key: _checked(key, value) for key, value in details.items()}


def write_body(facts: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of these facts, with a version and a fresh salt."""
    content = {**facts, "v": VERSION, "salt": secrets.token_hex(16)}
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def read_body(body: bytes | memoryview) -> dict[str, Any]:
    """Return what the bytes say."""
    content: dict[str, Any] = json.loads(bytes(body))
    return content
