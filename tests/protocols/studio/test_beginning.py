"""How drafts begin: from nothing, and with files of others, good and bad."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from entities.models import User
from protocols.checker import check, is_sound
from protocols.definition import Definition
from protocols.models import ProtocolVersion
from protocols.parser import parse
from protocols.writer import write
from tests.protocols.charts import EVERYTHING, chart, step

pytestmark = pytest.mark.django_db
BEGUN = chart([step("a")], "s a", "a e")
NAME = {"words_es": "Acogida", "words_en": "Reception"}


def now(version: ProtocolVersion) -> Definition:
    return parse(bytes(ProtocolVersion.objects.get(pk=version.pk).xml))


def test_a_flowchart_from_nothing_begins_with_one_step(client: Client, pilar: User) -> None:
    data = {**NAME, "code": "reception", "country": "ES", "kind": "specialised_ngo"}
    response = client.post(reverse("studio:new"), data)

    version = ProtocolVersion.objects.get()
    assert response.url == reverse("studio:table", args=["reception-es", 1])
    assert now(version).labels == {"es": "Acogida", "en": "Reception"}
    assert is_sound(check(now(version)))
    assert list(now(version).steps) == ["step_1"]


def test_a_name_is_needed_and_what_was_typed_is_kept(client: Client, pilar: User) -> None:
    response = client.post(reverse("studio:new"), {"code": "Not a code", "kind": "nobody"})

    assert {"code", "kind"} <= response.context["form"].errors.keys()
    assert b"Not a code" in response.content
    assert not ProtocolVersion.objects.exists()


def test_an_imported_file_is_the_draft_byte_for_byte(client: Client, pilar: User) -> None:
    xml = write(EVERYTHING)
    client.post(reverse("studio:import"), {"file": SimpleUploadedFile("a.bpmn", xml)})
    version = ProtocolVersion.objects.get()
    answer = client.get(reverse("studio:file", args=[str(version.protocol), 1]))

    assert answer.content == xml
    assert 'filename="everything-v1.bpmn"' in answer.headers["Content-Disposition"]


def test_an_imported_file_outside_the_subset_is_refused_by_element(
    client: Client, pilar: User
) -> None:
    xml = write(BEGUN).replace(b"userTask", b"scriptTask")
    page = client.post(reverse("studio:import"), {"file": SimpleUploadedFile("a.bpmn", xml)})

    assert "a: “bpmn:scriptTask” cannot be used in a protocol. A flowchart runs no code" in (
        page.content.decode()
    )
    assert not ProtocolVersion.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "document type"),
        (b"x" * (513 * 1024), "larger than 512 KB"),
        (b"", "empty"),
        (b"\x00", "well-formed"),
    ],
)
def test_a_bad_file_is_refused_in_words(
    client: Client, pilar: User, content: bytes, words: str
) -> None:
    page = client.post(reverse("studio:import"), {"file": SimpleUploadedFile("a.bpmn", content)})

    assert page.status_code == 200
    assert words in page.content.decode()
