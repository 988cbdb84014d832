"""Files of services: out, in after a look, and what is refused by row and column."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.body import read_body
from audit.enums import AuditAction
from audit.models import Event
from core.exceptions import Conflict
from entities import exchange
from entities.models import Service, User
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db
HEAD = "entity,name,service_type,languages,children,places,places_free,telephone\n"


def errors(text: str, by: User) -> list[tuple[int, str]]:
    report = exchange.read_csv(text, by=by)
    return [(row.number, column) for row in report.rows for column, _message in row.errors]


def test_what_goes_out_comes_in_unchanged(berta: User) -> None:
    service = factory.service(
        entity=berta.entity, name="=SUM(1;2)", languages=["es", "fr"], places_total=3,
        telephone="+34 944 000 000", admits=["pregnancy"], territories=["ES-BI"],
    )  # fmt: skip
    text = exchange.write_csv([service])

    (line,) = csv.DictReader(io.StringIO(text.removeprefix(exchange.BOM)))
    assert line["name"] == "'=SUM(1;2)"
    assert line["telephone"] == "'+34 944 000 000"
    report = exchange.read_csv(text, by=berta)
    assert [row.errors for row in report.rows] == [[]]
    assert [row.kind for row in report.rows] == ["same"]


def test_file_is_written_as_it_was_shown(berta: User) -> None:
    old = factory.service(entity=berta.entity, name="Old", places_total=2)
    text = HEAD + "referring,Old,legal,es eu,yes,4,3,\nreferring,New,shelter,fr,no,,,944 000 000\n"

    assert [row.kind for row in exchange.read_csv(text, by=berta).rows] == ["change", "add"]
    old.refresh_from_db()
    assert old.places_total == 2

    exchange.import_services(text=text, by=berta)
    old.refresh_from_db()
    new = Service.objects.get(name="New")
    assert (old.places_total, old.places_free, old.languages) == (4, 3, ["es", "eu"])
    assert (new.service_type, new.telephone, new.is_active) == ("shelter", "944 000 000", True)
    told = Event.objects.get(kind=AuditAction.SERVICES_IMPORTED.value)
    assert read_body(told.body)["details"] == {"add": 1, "change": 1, "same": 0}


def test_wrong_values_are_refused_by_row_and_column(berta: User) -> None:
    factory.receiving_entity()
    text = HEAD + (
        "referring,A,nonsense,es,yes,4,5,x\n"
        "receiving,B,legal,es,yes,4,1,\n"
        "referring,C,legal,xx,perhaps,4,1,\n"
        "referring,D,legal,es,yes,4,5,\n"
        "referring,E,legal,es,yes,4,many,\n"
        "referring,E,legal,es,yes,4,1,\n"
        "referring,F,legal\n"
        "referring,,legal,es,yes,-4,1,\n"
    )

    assert sorted(set(errors(text, berta))) == [
        (2, "service_type"), (2, "telephone"), (3, "entity"), (4, "children"), (4, "languages"),
        (5, "places_free"), (6, "places_free"), (7, "name"), (8, ""), (9, "name"), (9, "places"),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        exchange.import_services(text=text, by=berta)
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n", "name\nA\n", "name,service_type\n", "name,service_type,street\nA,legal,B\n",
        "name,name,service_type\nA,A,legal\n", 'name,service_type\n"A,legal\n',
    ],
)  # fmt: skip
def test_file_that_is_none_is_told_so(berta: User, text: str) -> None:
    report = exchange.read_csv(text, by=berta)

    assert report.problem
    assert not report.writable


def test_column_left_out_changes_nothing(berta: User) -> None:
    old = factory.service(
        entity=berta.entity, name="Old", languages=["fr"], places_total=2, service_type="legal"
    )
    exchange.import_services(text="name;service_type\nOld;shelter\n", by=berta)

    old.refresh_from_db()
    assert (old.service_type, old.languages, old.places_total) == ("shelter", ["fr"], 2)


def send(by: User, **answers: object) -> str:
    client = Client()
    client.force_login(by)
    page = client.post(reverse("entities:import_services"), answers, follow=True)
    assert page.status_code == 200
    return page.content.decode()


def test_page_shows_first_and_writes_then(berta: User) -> None:
    text = "\ufeff" + HEAD + "referring,New,shelter,fr,no,,,\n"

    page = send(berta, file=SimpleUploadedFile("s.csv", text.encode()))
    assert "Is added" in page
    assert not Service.objects.exists()

    send(berta, text=text, write="yes")
    assert Service.objects.get().name == "New"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The submitted file is empty."),
        ("ñ".encode("latin-1"), "This file is not UTF-8."),
        (b"PK\x03\x04\0\0", "This is not a text file."),
        (b"x" * 500_001, "This file is too large"),
    ],
)
def test_other_files_are_refused_in_words(berta: User, content: bytes, told: str) -> None:
    assert told in send(berta, file=SimpleUploadedFile("s.csv", content))


def test_nothing_chosen_is_said(berta: User) -> None:
    assert "Choose a file." in send(berta)


def test_coordinator_takes_out_her_own_services_only(berta: User) -> None:
    factory.service(entity=berta.entity, name="Ours")
    factory.service(entity=factory.receiving_entity(), name="Theirs")
    client = Client()
    client.force_login(berta)

    text = client.get(reverse("entities:export_services")).content.decode()

    assert "Ours" in text
    assert "Theirs" not in text


def test_endless_number_of_places_is_wrong_and_no_crash(berta: User) -> None:
    text = "name,service_type,places,places_free\nHouse,legal,4," + "9" * 5000

    report = exchange.read_csv(text, by=berta)

    assert [row.kind for row in report.rows] == ["wrong"]
