"""Tells what in given texts gives a person away: one JSON object a text on a line of its own."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.guard import KnownIdentity, scan

STANDARD_INPUT = "-"
LONGEST_LINE = 32 * 2**20


class Unfit(Exception):
    """A line that is not as it should be; the message says how."""


class Command(BaseCommand):
    """Needs no database and no keys.

    Answers come in the order of the lines, and line n of the answer is line n of the file (empty
    lines apart): a bad line answers `{"findings": [], "error": "…"}`, is told on standard error
    with its number, and the rest is scanned all the same; the end is then 1. Only a line over
    32 MiB, or a file that cannot be read, ends the scan where it stands.
    """

    help = (
        "Scan texts for what gives a person away. Reads lines of JSON with text and identity "
        "(names, aliases, dob, values; all optional), prints one JSON object each."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--jsonl", required=True, metavar="FILE", help="the file, or - for standard input"
        )

    def handle(self, *args: Any, jsonl: str, **options: Any) -> None:
        try:
            if jsonl == STANDARD_INPUT:
                bad, lines = self._answer(sys.stdin.buffer)
            else:
                with Path(jsonl).open("rb") as file:
                    bad, lines = self._answer(file)
        except OSError as error:
            raise CommandError(
                f"{jsonl}: {error.strerror or 'The file cannot be read'}."
            ) from error
        if bad:
            raise CommandError(f"{bad} of {lines} lines could not be scanned.")

    def _answer(self, file: BinaryIO) -> tuple[int, int]:
        bad = lines = 0
        for number, line in _lines(file):
            lines += 1
            try:
                text, identity = _question(line)
            except Unfit as unfit:
                bad += 1
                self.stderr.write(f"Line {number}: {unfit}")
                answer: dict[str, Any] = {"findings": [], "error": str(unfit)}
            else:
                answer = {"findings": [finding.to_json() for finding in scan(text, identity)]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        return bad, lines


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise CommandError(f"Line {number} is longer than 32 MiB; the scan ends here.")
        if line.strip():
            yield number, line


def _question(line: bytes) -> tuple[str, KnownIdentity]:
    """Return the text and whom to look for. Raises Unfit."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unfit("It is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise Unfit("It is not JSON.") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise Unfit('It needs an object with "text", a string.')
    known = row.get("identity")
    return row["text"], _identity({} if known is None else known)


def _identity(known: Any) -> KnownIdentity:
    if not isinstance(known, dict):
        raise Unfit('"identity" must be an object.')
    return KnownIdentity(
        names=_strings(known, "names"),
        aliases=_strings(known, "aliases"),
        dob=_date(known.get("dob")),
        values=_strings(known, "values"),
    )


def _strings(known: dict[str, Any], key: str) -> tuple[str, ...]:
    values = [] if known.get(key) is None else known[key]
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise Unfit(f'"{key}" must be a list of strings.')
    return tuple(values)


def _date(value: Any) -> dt.date | None:
    if value in (None, ""):
        return None
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Unfit('"dob" must be a date such as 1998-03-14.') from error
