"""Services as a CSV file: out as they stand, and in after everybody could see what would happen.

One row a service, known by its entity's short name and its own name; `COLUMNS` is the format. A
column that is left out changes nothing. Nothing is written while a single row is wrong.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import services as audit
from audit.enums import AuditAction
from audit.export import FORMULA_SIGNS, QUOTE, written
from core.exceptions import Conflict
from entities import services
from entities.forms import ServiceForm
from entities.models import Entity, Service, User
from entities.permissions import can_manage_entities
from entities.selectors import entities_visible_to
from entities.services.places import confirm_places

MAX_ROWS = 2000
MOST_DIGITS = 6
BOM = "\ufeff"
_LIST, _FLAG, _TEXT = "list", "flag", "text"
_CODES = gettext_lazy("codes with a space between")
_YES_NO = gettext_lazy("yes or no")
_YES, _NO = "yes", "no"


@dataclass(frozen=True)
class Column:
    """A column of the file: the field it fills, how it is written, what it means."""

    name: str
    field: str
    shape: str
    meaning: Any


COLUMNS = (
    Column("entity", "", _TEXT, gettext_lazy("short name of the entity")),
    Column("name", "name", _TEXT, gettext_lazy("name of the service, once in an entity")),
    Column("service_type", "service_type", _TEXT, gettext_lazy("code of the need it meets")),
    Column("description", "description", _TEXT, gettext_lazy("a line or two; never an address")),
    Column("languages", "languages", _LIST, _CODES),
    Column("children", "accepts_children", _FLAG, _YES_NO),
    Column("age_bands", "age_bands", _LIST, _CODES),
    Column("genders", "genders", _LIST, _CODES),
    Column("admits", "admits", _LIST, _CODES),
    Column("needs_permit", "needs_permit", _FLAG, _YES_NO),
    Column("territories", "territories", _LIST, _CODES),
    Column("telephone", "telephone", _TEXT, gettext_lazy("for professionals")),
    Column("emergency_number", "on_call_number", _TEXT, gettext_lazy("for emergencies")),
    Column("places", "places_total", _TEXT, gettext_lazy("number of places, or empty")),
    Column("places_free", "", _TEXT, gettext_lazy("how many are free, or empty")),
    Column("paused", "is_paused", _FLAG, _YES_NO),
    Column("offered", "is_active", _FLAG, _YES_NO),
)
_BY_NAME = {column.name: column for column in COLUMNS}
_NEEDED = ("name", "service_type")


@dataclass
class Row:
    """What would become of one row: `add`, `change`, `same`; or `wrong`, and why by column."""

    number: int
    name: str = ""
    entity: Entity | None = None
    service: Service | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    free: int | None = None
    errors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Return what would happen."""
        if self.errors:
            return "wrong"
        if self.service is None:
            return "add"
        return "change" if self.changes else "same"


@dataclass(frozen=True)
class Report:
    """What a file would do; `problem` is what is wrong with the file as a whole."""

    rows: list[Row]
    problem: str = ""

    @property
    def writable(self) -> bool:
        """Say whether there is something to write and nothing wrong."""
        return bool(self.rows) and not self.problem and self.count("wrong") < 1

    def count(self, kind: str) -> int:
        """Return how many rows are of this kind."""
        return sum(row.kind == kind for row in self.rows)


def write_csv(rows: Iterable[Service]) -> str:
    """Return the services as a file, its first sign the mark by which spreadsheets know UTF-8.

    A cell that a spreadsheet would compute begins with a quote, which reading takes off again.
    """
    lines = [[_cell(service, column) for column in COLUMNS] for service in rows]
    return BOM + written([[column.name for column in COLUMNS], *lines])


def _cell(service: Service, column: Column) -> str:
    if column.name == "entity":
        return service.entity.code
    value = getattr(service, column.field or column.name)
    if column.shape == _FLAG:
        return _YES if value else _NO
    if column.shape == _LIST:
        return " ".join(value)
    return "" if value is None else str(value)


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell[:1] == QUOTE and cell[1:2] in FORMULA_SIGNS else cell


def read_csv(text: str, *, by: User) -> Report:
    """Return what the file would do if this person wrote it; nothing is written."""
    text = text.removeprefix(BOM)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        head = [cell.strip().lower() for cell in next(reader, [])]
        lines = [(reader.line_num, line) for line in reader if any(map(str.strip, line))]
    except csv.Error:
        return Report([], _("This is not a CSV file."))
    problem = _head_problem(head)
    if not problem and not lines:
        problem = _("There is no row below the names of the columns.")
    if not problem and len(lines) > MAX_ROWS:
        problem = _("At most %(count)d rows at a time.") % {"count": MAX_ROWS}
    if problem:
        return Report([], problem)
    return Report(list(_rows(head, lines, by)))


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _head_problem(head: list[str]) -> str:
    unknown = [name for name in head if name not in _BY_NAME]
    if unknown:
        return _("There is no column %(name)s.") % {"name": ", ".join(unknown)[:100] or "“”"}
    if len(set(head)) < len(head):
        return _("A column stands there twice.")
    missing = [name for name in _NEEDED if name not in head]
    if missing:
        return _("A column is missing: %(name)s.") % {"name": ", ".join(missing)}
    return ""


def _rows(head: list[str], lines: list[tuple[int, list[str]]], by: User) -> Iterator[Row]:
    entities = {entity.code: entity for entity in entities_visible_to(by)}
    known = {
        (service.entity_id, service.name): service
        for service in Service.objects.filter(entity__in=entities.values())
    }
    seen: dict[tuple[object, str], int] = {}
    for number, line in lines:
        row = Row(number)
        if len(line) != len(head):
            row.errors.append(("", _("This row has more or fewer cells than there are columns.")))
            yield row
            continue
        cells = {name: _unquoted(cell) for name, cell in zip(head, line, strict=True)}
        row.name = cells["name"]
        row.entity = _entity_of(cells.get("entity", ""), entities, by, row)
        if row.entity is not None:
            key = (row.entity.pk, row.name)
            if key in seen:
                told = _("This service stands in row %(number)d already.")
                row.errors.append(("name", told % {"number": seen[key]}))
            seen[key] = number
            row.service = known.get(key)
            _judge(row, cells)
        yield row


def _entity_of(code: str, entities: dict[str, Entity], by: User, row: Row) -> Entity | None:
    if not code and not can_manage_entities(by):
        return entities.get(by.entity.code)
    found = entities.get(code)
    if found is None:
        row.errors.append(("entity", _("There is no entity of this short name that is yours.")))
    return found


def _judge(row: Row, cells: dict[str, str]) -> None:
    """Have the form read the row; fill in what would be written, or what is wrong."""
    assert row.entity is not None  # noqa: S101 -- the caller looked
    before = _standing(row.service)
    given = {}
    for name, cell in cells.items():
        column = _BY_NAME[name]
        if column.field:
            given[column.field] = _value(column, cell, row)
    # A form writes into its record, which shall stay what the database says.
    form = ServiceForm(before | given, instance=copy(row.service), entity=row.entity)
    if not form.is_valid():
        columns = {column.field: column.name for column in COLUMNS}
        row.errors += [
            (columns.get(name, name), str(message))
            for name, messages in form.errors.items()
            for message in messages
        ]
    row.values = {
        name: form.cleaned_data.get(name, given[name]) for name in given if not row.errors
    }
    row.changes = [
        _column_of(name) for name, value in row.values.items() if before.get(name) != value
    ]
    _judge_free(row, cells.get("places_free", ""))


def _judge_free(row: Row, cell: str) -> None:
    if not cell or row.errors:
        return
    total = row.values.get("places_total", row.service.places_total if row.service else None)
    if not cell.isdecimal() or len(cell) > MOST_DIGITS:
        row.errors.append(("places_free", _("This is not a number of places.")))
    elif total is None or int(cell) > total:
        row.errors.append(("places_free", _("More places cannot be free than there are.")))
    else:
        row.free = int(cell)
        if row.service is None or row.service.places_free != row.free:
            row.changes.append("places_free")


def _column_of(name: str) -> str:
    return next(column.name for column in COLUMNS if column.field == name)


def _standing(service: Service | None) -> dict[str, Any]:
    if service is None:
        return {}
    return {column.field: getattr(service, column.field) for column in COLUMNS if column.field}


def _value(column: Column, cell: str, row: Row) -> Any:
    if column.shape == _LIST:
        return cell.split()
    if column.shape == _FLAG:
        if cell.lower() not in {_YES, _NO, ""}:
            row.errors.append((column.name, _("Write yes or no.")))
        return cell.lower() == _YES if cell else column.name == "offered"
    return cell


@transaction.atomic
def import_services(*, text: str, by: User) -> Report:
    """Write a file of services, all of it or nothing; return what was done.

    Raises Conflict when a row is wrong, perhaps only since it was looked at.
    """
    report = read_csv(text, by=by)
    if not report.writable:
        raise Conflict(
            _("Something in the file is wrong; nothing was written."),
            _("Look at the rows, mend the file and send it again."),
        )
    for row in report.rows:
        _write(row, by)
    audit.record(
        AuditAction.SERVICES_IMPORTED,
        by=by,
        details={kind: report.count(kind) for kind in ("add", "change", "same")},
    )
    return report


def _write(row: Row, by: User) -> None:
    assert row.entity is not None  # noqa: S101 -- a row without one is wrong
    service = row.service
    if service is None:
        service = services.add_service(entity=row.entity, by=by, **row.values)
    elif row.changes:
        service = services.change_service(service=service, by=by, **row.values)
    if row.free is not None and "places_free" in row.changes:
        confirm_places(service=service, free=row.free, by=by)
