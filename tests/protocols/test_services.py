"""Drafts, publishing, and files that never change again."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from audit.models import Event
from core.exceptions import Conflict, PermissionRefused
from protocols import selectors, services
from protocols.enums import VersionStatus
from protocols.findings import MalformedProtocol
from protocols.models import ProtocolVersion
from protocols.writer import write
from tests.factories import entities as people
from tests.factories.protocols import protocol_manager, published_library
from tests.protocols.charts import chart, step
from tests.protocols.test_checker import BROKEN

pytestmark = pytest.mark.django_db

FIRST = write(chart([step("a")], "s a", "a e"))
SECOND = write(chart([step("a"), step("b")], "s a", "a b", "b e"))


def test_add_draft_numbers_versions_and_knows_a_file_again():
    first = services.add_draft(xml=FIRST, by=None)
    second = services.add_draft(xml=SECOND, by=None)

    assert (first.number, second.number) == (1, 2)
    assert services.add_draft(xml=FIRST, by=None) == first
    assert bytes(ProtocolVersion.objects.get(pk=first.pk).xml) == FIRST


def test_add_draft_refuses_a_malformed_file():
    with pytest.raises(MalformedProtocol):
        services.add_draft(xml=b"<a/>", by=None)
    assert ProtocolVersion.objects.count() == 0


def test_publish_puts_in_force_and_retires_the_one_before():
    manager = protocol_manager()
    first = services.publish_version(version=services.add_draft(xml=FIRST, by=manager), by=manager)
    second = services.publish_version(
        version=services.add_draft(xml=SECOND, by=manager), by=manager
    )

    first.refresh_from_db()
    assert (first.status, second.status) == (VersionStatus.RETIRED, VersionStatus.CURRENT)
    assert (second.published_by, second.in_force_from) == (
        manager,
        timezone.localdate(second.published_at),
    )
    assert list(selectors.current_versions()) == [second]
    assert list(
        Event.objects.filter(kind__startswith="protocol:")
        .order_by("id")
        .values_list("kind", flat=True)
    ) == [
        "protocol:loaded",
        "protocol:approved",
        "protocol:published",
        "protocol:loaded",
        "protocol:approved",
        "protocol:retired",
        "protocol:published",
    ]


def test_publish_refuses_others_and_a_second_time(berta):
    manager = protocol_manager()
    draft = services.add_draft(xml=FIRST, by=manager)

    with pytest.raises(PermissionRefused):
        services.publish_version(version=draft, by=berta)
    services.publish_version(version=draft, by=manager)
    with pytest.raises(Conflict):
        services.publish_version(version=draft, by=manager)


def test_publish_refuses_an_unsound_file():
    manager = protocol_manager()
    draft = services.add_draft(xml=write(BROKEN["no_exit"][0]), by=manager)

    with pytest.raises(Conflict):
        services.publish_version(version=draft, by=manager)
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT


@pytest.mark.parametrize(
    "changes",
    [
        {"xml": SECOND},
        {"sha256": "0" * 64},
        {"number": 9},
        {"in_force_from": "2020-01-01"},
        {"review_on": "2090-01-01"},
        {"status": "draft", "published_at": None, "published_by": None, "in_force_from": None},
    ],
)
def test_a_published_version_never_changes(changes):
    manager = protocol_manager()
    version = services.publish_version(
        version=services.add_draft(xml=FIRST, by=manager), by=manager
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        ProtocolVersion.objects.filter(pk=version.pk).update(**changes)
    assert bytes(ProtocolVersion.objects.get(pk=version.pk).xml) == FIRST


def test_a_published_version_is_saved_unchanged_without_complaint():
    manager = protocol_manager()
    version = services.publish_version(
        version=services.add_draft(xml=FIRST, by=manager), by=manager
    )

    version.save()

    assert ProtocolVersion.objects.get(pk=version.pk).status == VersionStatus.CURRENT


def test_only_one_version_is_in_force():
    manager = protocol_manager()
    first = services.publish_version(version=services.add_draft(xml=FIRST, by=manager), by=manager)
    second = services.add_draft(xml=SECOND, by=manager)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolVersion.objects.filter(pk=second.pk).update(
            status="current",
            published_at=first.published_at,
            published_by=manager,
            in_force_from=first.in_force_from,
        )


def test_definitions_of_published_versions_are_read_once(django_assert_num_queries):
    version = published_library()["detection_identification"]

    first = selectors.definition_of(version)
    with django_assert_num_queries(0):
        assert selectors.definition_of(version) is first


def test_a_call_finds_the_version_in_force_of_its_country():
    versions = published_library()

    assert (
        selectors.current_version_of("first_reception", country="ES") == versions["first_reception"]
    )
    assert selectors.current_version_of("first_reception", country="PT") is None
    assert selectors.current_version_of("regularisation", country="ES") is None


def test_drafts_are_for_those_who_manage_protocols(ana):
    draft = services.add_draft(xml=FIRST, by=None)

    assert selectors.versions_readable_by(protocol_manager()) == [draft]
    assert selectors.versions_readable_by(ana) == []
    assert selectors.versions_readable_by(people.auditor(name="Aurora")) == []
