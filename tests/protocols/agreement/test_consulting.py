"""Asking the lanes: who is named, when it may be opened, what becomes of a changed draft."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import Event
from core.exceptions import Conflict, PermissionRefused
from entities.invitations import hash_of
from notices.models import Notice
from protocols.agreement import selectors, services
from protocols.enums import ConsultationStatus
from protocols.models import AskedPerson, Consultation, ProtocolVersion
from protocols.parser import parse
from protocols.studio import edits
from protocols.studio.services import create_draft, save_draft, undo_change
from protocols.writer import write
from tests.factories import agreement, entities
from tests.protocols.test_checker import BROKEN

pytestmark = pytest.mark.django_db


def changed(version: ProtocolVersion, by, name: str = "Another name") -> ProtocolVersion:
    """The draft after somebody saved a change."""
    version = ProtocolVersion.objects.select_related("protocol").get(pk=version.pk)
    definition = edits.set_about(parse(bytes(version.xml)), {"es": name, "en": name})
    saved = save_draft(version=version, definition=definition, based_on=version.revision, by=by)
    return saved.version


def test_lanes_of_the_woman_herself_are_not_asked(draft):
    definition = parse(
        bytes(draft.xml).replace(b'entityKinds="specialised_ngo"', b'entityKinds="person"')
    )

    assert [lane.id for lane in selectors.lanes_to_ask(definition)] == ["own"]


def test_it_opens_for_exactly_the_file_of_the_day_and_tells_users_alone(draft, pilar, berta):
    made = agreement.opened(draft, by=pilar, user=berta)

    assert (made.status, made.sha256, bytes(made.xml)) == ("open", draft.sha256, bytes(draft.xml))
    assert made.opened_by == pilar
    told = Notice.objects.get(kind="flowchart_asked")
    assert told.user == berta
    assert told.path.startswith("/protocols/asked/")
    kinds = Event.objects.filter(kind__startswith="protocol:").values_list("kind", flat=True)
    assert sorted(kinds) == [
        "protocol:consultation-opened",
        "protocol:consultation-prepared",
        "protocol:person-named",
        "protocol:person-named",
    ]


def test_it_does_not_open_while_a_lane_has_nobody(draft, pilar):
    made = services.prepare_consultation(version=draft, by=pilar)
    lacking = selectors.lanes_without(selectors.asked_definition(made), [])

    with pytest.raises(Conflict) as refused:
        services.open_consultation(consultation=made, answer_by=agreement.in_days(3), by=pilar)

    assert [lane.id for lane in lacking] == ["own", "ngo"]
    assert refused.value.explanation == "Nobody is named for these lanes: own, ngo."


@pytest.mark.parametrize("days", [-1, 367])
def test_it_does_not_open_for_an_impossible_day(draft, pilar, days):
    made = agreement.prepared(draft, by=pilar)

    with pytest.raises(Conflict):
        services.open_consultation(consultation=made, answer_by=agreement.in_days(days), by=pilar)

    made.refresh_from_db()
    assert made.status == ConsultationStatus.PREPARED


def test_it_does_not_open_about_an_unsound_draft(pilar, berta):
    broken = create_draft(xml=write(BROKEN["no_exit"][0]), source="file", by=pilar)
    made = services.prepare_consultation(version=broken, by=pilar)
    services.add_person(
        consultation=made, lane="L", name=berta.name, organisation="", user=berta, by=pilar
    )

    with pytest.raises(Conflict, match="errors"):
        services.open_consultation(consultation=made, answer_by=agreement.in_days(3), by=pilar)


def test_it_does_not_open_twice(draft, pilar):
    made = agreement.opened(draft, by=pilar)

    with pytest.raises(Conflict):
        services.open_consultation(consultation=made, answer_by=agreement.in_days(3), by=pilar)
    with pytest.raises(Conflict, match="is open"):
        services.prepare_consultation(version=draft, by=pilar)


def test_others_may_not_consult(draft, berta, pilar):
    made = agreement.prepared(draft, by=pilar)

    with pytest.raises(PermissionRefused):
        services.prepare_consultation(version=draft, by=berta)
    with pytest.raises(PermissionRefused):
        services.open_consultation(consultation=made, answer_by=agreement.in_days(3), by=berta)
    with pytest.raises(PermissionRefused):
        services.issue_link(person=agreement.asked(made, "ngo"), by=berta)


def test_a_change_makes_an_open_consultation_void_and_carries_the_people_over(draft, pilar, berta):
    made = agreement.opened(draft, by=pilar, user=berta)
    version = changed(draft, pilar)

    assert selectors.is_stale(made, version)
    assert selectors.asked_until(version) is None
    with pytest.raises(Conflict, match="has been changed"):
        agreement.answer(made, "own")

    anew = services.prepare_consultation(version=version, by=pilar)
    made.refresh_from_db()
    assert made.status == ConsultationStatus.WITHDRAWN
    assert list(anew.people.values_list("lane", "name", "user", "token_hash", "answer")) == [
        ("ngo", "Olga", None, "", ""),
        ("own", "Berta", berta.pk, "", ""),
    ]


def test_undoing_the_change_lets_the_consultation_count_again(draft, pilar):
    made = agreement.opened(draft, by=pilar)
    version = changed(draft, pilar)
    assert selectors.is_stale(made, version)

    back = undo_change(version=version, based_on=version.revision, by=pilar)

    assert not selectors.is_stale(made, back)
    assert selectors.asked_until(back) == made.answer_by


def test_somebody_who_left_is_not_carried_over(draft, pilar, berta):
    agreement.opened(draft, by=pilar, user=berta)
    version = changed(draft, pilar)
    berta.suspended_at = timezone.now()
    berta.save(update_fields=["suspended_at"])

    anew = services.prepare_consultation(version=version, by=pilar)

    assert [person.name for person in anew.people.all()] == ["Olga"]


def test_nobody_is_named_twice_for_a_lane_or_for_one_that_is_not_there(draft, pilar, berta):
    made = agreement.prepared(draft, by=pilar, user=berta)
    row = {"name": berta.name, "organisation": "", "user": berta}

    with pytest.raises(Conflict, match="already"):
        services.add_person(consultation=made, lane="own", by=pilar, **row)
    with pytest.raises(Conflict, match="no longer"):
        services.add_person(consultation=made, lane="elsewhere", by=pilar, **row)

    assert services.add_person(consultation=made, lane="ngo", by=pilar, **row).lane == "ngo"


def test_who_has_answered_or_is_the_only_one_asked_is_not_struck(draft, pilar, berta, ana):
    made = agreement.opened(draft, by=pilar, user=berta)
    with pytest.raises(Conflict, match="only one"):
        services.remove_person(person=agreement.asked(made, "ngo"), by=pilar)
    agreement.answer(made, "own")
    services.add_person(
        consultation=made, lane="own", name="Ana", organisation="", user=ana, by=pilar
    )

    with pytest.raises(Conflict, match="stays"):
        services.remove_person(person=made.people.get(user=berta), by=pilar)
    services.remove_person(person=made.people.get(user=ana), by=pilar)

    assert made.people.count() == 2


def test_a_link_is_kept_as_a_hash_and_a_new_one_kills_it(draft, pilar):
    made = agreement.opened(draft, by=pilar)
    olga = agreement.asked(made, "ngo")

    first = services.issue_link(person=olga, by=pilar)
    second = services.issue_link(person=olga, by=pilar)

    assert len(first) == 43  # 256 bits
    assert AskedPerson.objects.get(pk=olga.pk).token_hash == hash_of(second)
    assert selectors.asked_by_token(first) is None
    assert selectors.asked_by_token(second) == olga
    assert selectors.asked_by_token("") is None


def test_there_is_no_link_for_users_or_before_it_is_open(draft, pilar):
    made = agreement.prepared(draft, by=pilar)
    with pytest.raises(Conflict, match="only while"):
        services.issue_link(person=agreement.asked(made, "ngo"), by=pilar)
    services.open_consultation(consultation=made, answer_by=agreement.in_days(3), by=pilar)

    with pytest.raises(Conflict, match="signs in"):
        services.issue_link(person=agreement.asked(made, "own"), by=pilar)


def test_it_ends_early_only_when_all_have_answered(draft, pilar):
    made = agreement.opened(draft, by=pilar)
    agreement.answer(made, "own")
    with pytest.raises(Conflict, match="Not everybody"):
        services.end_consultation(consultation=made, by=pilar)
    agreement.answer(made, "ngo")
    assert Notice.objects.get(kind="consultation_answered").user == pilar

    assert services.end_consultation(consultation=made, by=pilar).status == "ended"
    with pytest.raises(Conflict):
        services.end_consultation(consultation=made, by=pilar)


def test_one_withdrawn_takes_no_answer(draft, pilar):
    made = agreement.opened(draft, by=pilar)
    services.withdraw_consultation(consultation=made, by=pilar)

    with pytest.raises(Conflict):
        agreement.answer(made, "own")
    assert selectors.consultation_of(draft) is None


def test_the_database_keeps_one_live_consultation_of_a_version(draft, pilar):
    agreement.opened(draft, by=pilar)

    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.create(version=draft, number=9, prepared_by=pilar)


def test_published_versions_are_not_consulted_on(draft, pilar, sonia):
    agreement.agreed(draft, by=pilar)
    agreement.approved(draft, by=sonia)

    with pytest.raises(Conflict, match="published"):
        services.prepare_consultation(version=draft, by=pilar)


def test_readers_of_flowcharts_are_the_ones_to_ask(pilar, ana, aurora):
    asleep = entities.caseworker(name="Asleep")
    asleep.suspended_at = timezone.now()
    asleep.save(update_fields=["suspended_at"])

    assert set(selectors.people_to_ask(pilar).values()) == {pilar, ana}
