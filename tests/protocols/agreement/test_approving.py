"""The second person, the day a version comes into force, and everything that is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from audit.models import Event
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from notices.models import Notice
from protocols import selectors as versions
from protocols import triggers
from protocols.actions import Action, Deed
from protocols.agreement import selectors, services
from protocols.agreement.services import Given, sweep_agreements
from protocols.enums import VersionStatus
from protocols.models import Consultation, DraftRevision, ProtocolVersion
from protocols.services import load_library
from protocols.tryout.examples import Example
from protocols.tryout.services import add_example
from tests.factories import agreement
from tests.factories.protocols import protocol_manager
from tests.protocols.agreement.test_consulting import changed

pytestmark = pytest.mark.django_db

OBJECTION = Given(verdict="no", words="Two days are too few.")
RESERVATION = Given(verdict="reservation", words="With an interpreter.")


def refused(version: ProtocolVersion, by: User) -> str:
    """Why it cannot be approved."""
    with pytest.raises(Conflict) as why:
        agreement.approved(version, by=by)
    version.refresh_from_db()
    assert version.status == VersionStatus.DRAFT
    return why.value.explanation


def _set_days(version: ProtocolVersion, **days: date) -> None:
    """Let its days be others, past the trigger that keeps them."""
    triggers.remove(connection)
    ProtocolVersion.objects.filter(pk=version.pk).update(**days)
    triggers.install(connection)


def test_an_agreed_draft_is_frozen_and_in_force_at_once(draft, pilar, sonia):
    agreement.agreed(draft, by=pilar)

    version = agreement.approved(draft, by=sonia)

    assert (version.status, version.published_by) == (VersionStatus.CURRENT, sonia)
    assert version.in_force_from == timezone.localdate()
    assert version.review_on == agreement.in_days(730)
    kinds = Event.objects.filter(kind__startswith="protocol:").order_by("id")
    assert list(kinds.values_list("kind", flat=True))[-2:] == [
        "protocol:approved",
        "protocol:published",
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        ProtocolVersion.objects.filter(pk=version.pk).update(review_on=agreement.in_days(900))


def test_others_may_not_approve(draft, pilar, berta):
    agreement.agreed(draft, by=pilar)

    with pytest.raises(PermissionRefused):
        agreement.approved(draft, by=berta)


def test_who_wrote_or_opened_does_not_approve(draft, pilar, sonia):
    agreement.agreed(draft, by=sonia)

    assert "somebody else approves" in refused(draft, pilar)
    assert "somebody else approves" in refused(draft, sonia)


def test_who_saved_a_state_that_is_kept_no_longer_does_not_approve(draft, pilar, sonia):
    version = changed(draft, sonia)
    DraftRevision.objects.filter(version=version).delete()
    agreement.agreed(version, by=pilar)

    assert "somebody else approves" in refused(version, sonia)


def test_what_nobody_was_asked_about_is_refused(draft, pilar, sonia):
    assert refused(draft, sonia) == "The lanes have not been asked about this draft."
    agreement.prepared(draft, by=pilar)
    assert refused(draft, sonia) == "The lanes have not been asked about this draft."


def test_while_people_may_still_answer_it_is_refused(draft, pilar, sonia):
    made = agreement.opened(draft, by=pilar)
    agreement.answer(made, "own")
    agreement.answer(made, "ngo")

    assert refused(draft, sonia) == "The consultation is still open."


def test_a_draft_changed_after_it_was_agreed_is_refused(draft, pilar, sonia):
    agreement.agreed(draft, by=pilar)
    version = changed(draft, pilar)

    assert refused(version, sonia).startswith("The draft was changed after the consultation")


def test_a_lane_that_did_not_agree_is_named(draft, pilar, sonia):
    made = agreement.opened(draft, by=pilar)
    agreement.answer(made, "own")
    Consultation.objects.update(answer_by=timezone.localdate() - timedelta(days=1))

    assert refused(draft, sonia) == "Nobody has agreed for these lanes: ngo."


def test_a_no_needs_an_answer_and_then_a_second_person_who_has_read_it(draft, pilar, sonia, ana):
    made = agreement.prepared(draft, by=pilar)
    services.add_person(
        consultation=made, lane="ngo", name="Ana", organisation="", user=ana, by=pilar
    )
    services.open_consultation(consultation=made, answer_by=agreement.in_days(3), by=pilar)
    olga = made.people.get(name="Olga")
    services.give_answer(person=olga, given=OBJECTION, based_on=0, by=None)
    hers = made.people.get(user=ana)
    services.give_answer(person=hers, given=agreement.YES, based_on=0, by=ana)
    agreement.answer(made, "own")
    services.end_consultation(consultation=made, by=pilar)
    assert refused(draft, sonia) == "Somebody said no and was not answered."

    olga.refresh_from_db()
    services.settle_answer(person=olga, words=olga.words, settlement="Three now.", by=pilar)
    days = {"in_force_from": agreement.in_days(0), "review_on": agreement.in_days(9)}
    with pytest.raises(Conflict, match="reservation or said no"):
        services.approve_version(version=draft, has_read=False, by=sonia, **days)

    assert agreement.approved(draft, by=sonia).status == VersionStatus.CURRENT


def test_a_reservation_agrees_and_is_read(draft, pilar, sonia):
    agreement.agreed(draft, by=pilar, ngo=RESERVATION)
    days = {"in_force_from": agreement.in_days(0), "review_on": agreement.in_days(9)}

    with pytest.raises(Conflict, match="reservation or said no"):
        services.approve_version(version=draft, has_read=False, by=sonia, **days)
    assert agreement.approved(draft, by=sonia).status == VersionStatus.CURRENT


def test_a_failing_example_is_refused(draft, pilar, sonia):
    wrong = Example({"en": "Wrong"}, (Action(Deed.COMPLETE, "ask"),), ("ask", "nowhere"))
    add_example(version=draft, example=wrong, by=pilar)
    agreement.agreed(draft, by=pilar)

    assert refused(draft, sonia) == "Example cases take another path than the one expected."


@pytest.mark.parametrize(("begins", "reviewed"), [(-1, 30), (5, 5), (5, 4), (900, 1000), (0, 5000)])
def test_impossible_days_are_refused(draft, pilar, sonia, begins, reviewed):
    agreement.agreed(draft, by=pilar)

    with pytest.raises(Conflict):
        services.approve_version(
            version=draft,
            in_force_from=agreement.in_days(begins),
            review_on=agreement.in_days(reviewed),
            has_read=True,
            by=sonia,
        )


def test_once_its_last_day_has_passed_approval_ends_the_consultation(draft, pilar, sonia):
    made = agreement.opened(draft, by=pilar)
    agreement.answer(made, "own")
    agreement.answer(made, "ngo")
    Consultation.objects.update(answer_by=timezone.localdate() - timedelta(days=1))

    agreement.approved(draft, by=sonia)

    made.refresh_from_db()
    assert made.status == "ended"


def test_a_later_day_leaves_the_one_before_in_force_until_the_sweep(draft, pilar, sonia):
    agreement.agreed(draft, by=pilar)
    first = agreement.approved(draft, by=sonia)
    second = agreement.draft(by=pilar, steps=2)
    agreement.agreed(second, by=pilar)
    second = agreement.approved(second, by=sonia, days=3)

    assert sweep_agreements() == 0
    assert (second.status, list(versions.current_versions())) == ("agreed", [first])

    _set_days(second, in_force_from=agreement.in_days(0))
    assert sweep_agreements() == 1
    assert sweep_agreements() == 0
    for version in (first, second):
        version.refresh_from_db()
    assert (first.status, second.status) == ("retired", "current")
    assert Event.objects.filter(kind="protocol:published", actor=None).count() == 1


def test_what_is_not_yet_in_force_may_be_given_up(draft, pilar, sonia):
    agreement.agreed(draft, by=pilar)
    version = agreement.approved(draft, by=sonia, days=3)

    assert services.give_up(version=version, by=pilar).status == "retired"
    with pytest.raises(Conflict):
        services.give_up(version=version, by=pilar)


def test_the_sweep_ends_consultations_whose_day_has_passed(draft, pilar, sonia):
    made = agreement.opened(draft, by=pilar)
    assert sweep_agreements() == 0
    Consultation.objects.update(answer_by=timezone.localdate() - timedelta(days=1))

    assert (sweep_agreements(), sweep_agreements()) == (1, 0)

    made.refresh_from_db()
    assert made.status == "ended"
    told = Notice.objects.filter(kind="consultation_ended").values_list("user__name", flat=True)
    assert sorted(told) == ["Pilar", "Sonia"]


def test_managers_are_told_once_that_a_review_is_due(draft, pilar, sonia):
    agreement.agreed(draft, by=pilar)
    version = agreement.approved(draft, by=sonia)
    from protocols import triggers

    triggers.remove(connection)
    ProtocolVersion.objects.filter(pk=version.pk).update(
        in_force_from=agreement.in_days(-9), review_on=agreement.in_days(0)
    )
    triggers.install(connection)

    assert (sweep_agreements(), sweep_agreements()) == (1, 0)
    assert Notice.objects.filter(kind="review_due").count() == 2


def test_only_a_demo_publishes_what_nobody_agreed_on(pilar, settings):
    settings.DEMO = False

    with pytest.raises(PermissionRefused):
        load_library(by=pilar, publish=True)
    assert ProtocolVersion.objects.count() == 0


def test_hindrances_are_told_all_at_once(draft, pilar):
    codes = [one.code for one in selectors.hindrances(draft, None, pilar)]

    assert codes == ["self_approved", "unagreed"]


@pytest.mark.django_db(transaction=True)
def test_eight_approve_at_once_and_one_wins(draft, pilar):
    if connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("SQLite in memory has one connection")
    agreement.agreed(draft, by=pilar)
    seconds = [protocol_manager(name=f"Second {number}") for number in range(8)]
    barrier = Barrier(8)

    def approve(by: User) -> object:
        barrier.wait()
        try:
            return agreement.approved(ProtocolVersion.objects.get(pk=draft.pk), by=by).status
        except Conflict:
            return Conflict
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(approve, seconds))

    assert sorted(answers, key=str) == [Conflict] * 7 + ["current"]
    assert Event.objects.filter(kind="protocol:approved").count() == 1
