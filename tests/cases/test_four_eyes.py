"""Four eyes: who may answer, what opens, once, in time."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditAction
from audit.models import Event
from cases import services
from cases.enums import RequestStatus
from cases.models import Case, IdentityRequest
from cases.permissions import answerable_by, custodians_for, needs_four_eyes
from cases.tasks import sweep_protection
from core.exceptions import Conflict, PermissionRefused
from entities.enums import Role
from entities.models import Entity, User
from notices.models import Notice
from tests.cases.pages import handle, kinds, page
from tests.factories import cases as factory
from tests.factories import entities
from tests.factories.entities import factor

pytestmark = pytest.mark.django_db
WHY = {"purpose": "documents", "justification": "To renew her passport."}
MOTIVATION = "It is her own wish, by letter."


@pytest.fixture
def case(ana: User) -> Case:
    case = factory.open_case(by=ana, person={"name_used": "Joy", "legal_name": "Joy Osagie"})
    factory.four_eyes(case=case, by=ana)
    return case


@pytest.fixture
def custodia(ana: User) -> User:
    """The custodian of the entity that is responsible."""
    return entities.user(role=Role.CUSTODIAN, entity=ana.entity, name="Custodia")


@pytest.fixture
def distant() -> User:
    """A custodian of another entity."""
    return entities.user(role=Role.CUSTODIAN, entity=entities.receiving_entity(), name="Distant")


def agree(request: IdentityRequest, by: User) -> IdentityRequest:
    return services.answer_identity(request=request, by=by, agrees=True, motivation=MOTIVATION)


def test_mark_or_setting_asks_for_four_eyes(ana: User) -> None:
    case = factory.open_case(by=ana)
    assert not needs_four_eyes(ana, case)
    factory.four_eyes(case=case)
    assert needs_four_eyes(ana, case)

    other = factory.open_case(by=ana)
    Entity.objects.filter(pk=ana.entity_id).update(four_eyes=True)
    assert needs_four_eyes(ana, Case.objects.get(pk=other.pk))


def test_who_lifts_the_mark_still_needs_two(ana: User, berta: User, case: Case) -> None:
    with pytest.raises(PermissionRefused):
        services.lift_mark(mark=case.marks.get(), by=ana)
    services.lift_mark(mark=case.marks.get(), by=berta)

    assert needs_four_eyes(berta, case)
    assert not needs_four_eyes(ana, case)
    with pytest.raises(Conflict):
        services.lift_mark(mark=case.marks.get(), by=berta)


def test_lifting_is_told(ana: User, berta: User, aurora: User, case: Case) -> None:
    services.lift_mark(mark=case.marks.get(), by=berta)

    told = set(Notice.objects.filter(kind="mark_lifted").values_list("user__name", flat=True))
    assert told == {"Berta", "Aurora"}


def test_others_answer_while_the_own_custodian_cannot_sign_in(
    ana: User, case: Case, custodia: User, distant: User
) -> None:
    request = factory.identity_request(case=case)
    User.objects.filter(pk=custodia.pk).update(suspended_at=timezone.now())

    assert list(custodians_for(case, ana)) == [distant]
    assert list(answerable_by(distant)) == [request]


def test_own_custodian_answers_and_others_only_without_her(
    ana: User, case: Case, custodia: User, distant: User
) -> None:
    request = factory.identity_request(case=case)
    assert list(custodians_for(case, ana)) == [custodia]
    assert list(answerable_by(custodia)) == [request]
    assert list(answerable_by(distant)) == []
    with pytest.raises(PermissionRefused):
        agree(request, distant)

    User.objects.filter(pk=custodia.pk).update(
        is_active=False, deactivated_at=timezone.now(), deactivated_by=ana
    )
    assert list(answerable_by(distant)) == [request]
    assert agree(request, distant).status == RequestStatus.AGREED


@pytest.mark.parametrize("relation", ["asks", "leads"])
def test_nobody_answers_her_own_or_her_own_cases_request(
    ana: User, berta: User, case: Case, distant: User, relation: str
) -> None:
    both = entities.user(role=Role.CUSTODIAN, entity=ana.entity, name="Both")
    both.role_memberships.create(role=Role.CASEWORKER, granted_at=timezone.now())
    both.groups.add(*ana.groups.all())
    both = User.objects.get(pk=both.pk)
    if relation == "leads":
        Case.objects.filter(pk=case.pk).update(lead_worker=both)
    asker = both if relation == "asks" else ana
    request = factory.identity_request(case=Case.objects.get(pk=case.pk), by=asker)

    assert list(answerable_by(both)) == []
    assert list(answerable_by(distant)) == [request]
    with pytest.raises(PermissionRefused):
        agree(request, both)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CUSTODIAN])
def test_no_other_role_answers(ana: User, case: Case, custodia: User, role: Role) -> None:
    request = factory.identity_request(case=case)
    person = entities.user(role=role, entity=ana.entity, name="Other")

    with pytest.raises(PermissionRefused):
        agree(request, person)


def test_without_any_custodian_it_is_said_at_once(case: Case) -> None:
    with pytest.raises(Conflict, match="no custodian"):
        factory.identity_request(case=case)


def test_one_request_stands_at_a_time(ana: User, case: Case, custodia: User) -> None:
    request = factory.identity_request(case=case)
    with pytest.raises(Conflict):
        factory.identity_request(case=case)
    services.withdraw_request(request=request, by=ana)

    assert factory.identity_request(case=case).status == RequestStatus.WAITING


def test_agreement_opens_once(as_ana: Client, ana: User, case: Case, custodia: User) -> None:
    reveal = page("reveal_identity", case, ana)
    assert as_ana.get(reveal)["Location"] == page("ask_identity", case, ana)
    assert as_ana.post(reveal, {**WHY, **factor(ana)})["Location"] == page(
        "ask_identity", case, ana
    )
    as_ana.post(page("ask_identity", case, ana), WHY)
    assert as_ana.post(reveal, {**WHY, **factor(ana)}).status_code == 302
    agree(IdentityRequest.objects.get(), custodia)

    without = as_ana.post(reveal)
    assert list(without.context["form"].errors) == ["code"]
    shown = as_ana.post(reveal, factor(ana)).content.decode()
    again = as_ana.post(reveal, factor(ana))

    assert "Joy Osagie" in shown
    assert again.status_code == 302
    assert kinds().count("identity:revealed") == 1
    assert IdentityRequest.objects.get().status == RequestStatus.USED


def test_custodian_sees_who_and_why_and_nothing_of_the_case(
    client: Client, ana: User, case: Case, custodia: User
) -> None:
    request = factory.identity_request(case=case)
    client.force_login(custodia)
    path = reverse("cases:identity_request", args=[handle(request, custodia)])
    text = client.get(path).content.decode()

    assert "To renew her passport." in text
    assert "Entity A" in text
    assert page("detail", case, ana).split("/")[2] not in text
    assert "Joy" not in text
    assert kinds()[-1] == "identity:viewed"
    assert client.get(page("detail", case, ana)).status_code == 404


def test_custodian_answers_with_motivation_and_factor(
    client: Client, ana: User, case: Case, custodia: User
) -> None:
    request = factory.identity_request(case=case)
    client.force_login(custodia)
    path = reverse("cases:identity_request", args=[handle(request, custodia)])
    answer = {"answer": "refuse", "motivation": MOTIVATION}
    wrong = client.post(path, answer)
    assert list(wrong.context["form"].errors) == ["code"]
    assert MOTIVATION in wrong.content.decode()

    assert client.post(path, {**answer, **factor(custodia)}).status_code == 302
    client.force_login(ana)
    text = client.get(page("ask_identity", case, ana)).content.decode()
    assert MOTIVATION in text
    assert "Refused" in text
    assert Notice.objects.filter(user=ana, kind="identity_answered").count() == 1


def test_texts_are_sealed_and_the_auditor_may_open_them(case: Case, custodia: User) -> None:
    request = agree(factory.identity_request(case=case), custodia)
    row = IdentityRequest.objects.filter(pk=request.pk).values("justification", "motivation")
    bodies = [bytes(body) for body in Event.objects.values_list("body", flat=True)]

    assert "passport" not in str(row)
    assert not any(b"passport" in body or b"letter" in body for body in bodies)
    for action in (AuditAction.IDENTITY_ASKED, AuditAction.IDENTITY_AGREED):
        body = bytes(Event.objects.get(kind=action.value).body)
        assert b'"justification":null' not in body


@pytest.mark.parametrize("agreed", [False, True])
def test_time_runs_out(ana: User, case: Case, custodia: User, agreed: bool) -> None:
    request = factory.identity_request(case=case)
    past = timezone.now() - timedelta(minutes=1)
    if agreed:
        request = agree(request, custodia)
        IdentityRequest.objects.update(open_until=past)
        with pytest.raises(Conflict):
            services.use_request(request=request, by=ana)
    else:
        IdentityRequest.objects.update(answer_by=past)
        with pytest.raises(Conflict):
            agree(request, custodia)
    sweep_protection()
    sweep_protection()

    assert IdentityRequest.objects.get().status == RequestStatus.EXPIRED
    assert Notice.objects.filter(user=ana, kind="identity_expired").count() == 1
    assert kinds().count("identity:expired") == 1


def test_agreement_is_of_no_use_to_others(
    ana: User, berta: User, case: Case, custodia: User
) -> None:
    request = agree(factory.identity_request(case=case), custodia)
    with pytest.raises(PermissionRefused):
        services.use_request(request=request, by=berta)
    with pytest.raises(PermissionRefused):
        services.withdraw_request(request=request, by=berta)


def test_agreement_dies_with_the_access(bruno: User, case: Case, custodia: User) -> None:
    grant = factory.open_grant(case=case, entity=bruno.entity, parts=("identity",))
    request = agree(factory.identity_request(case=case, by=bruno), custodia)
    services.close_grant(grant=grant, by=bruno, reason="done")

    with pytest.raises(PermissionRefused):
        services.use_request(request=request, by=bruno)


@pytest.mark.parametrize("action", ["agree", "refuse"])
def test_second_answer_conflicts(case: Case, custodia: User, ana: User, action: str) -> None:
    second = entities.user(role=Role.CUSTODIAN, entity=ana.entity, name="Second")
    request = agree(factory.identity_request(case=case), custodia)

    with pytest.raises(Conflict):
        services.answer_identity(
            request=request, by=second, agrees=action == "agree", motivation=MOTIVATION
        )


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same(
    client: Client, ana: User, custodia: User, rows: int, django_assert_num_queries
) -> None:
    for _row in range(rows):
        case = factory.open_case(by=ana, person={"legal_name": "Joy"})
        factory.four_eyes(case=case)
        factory.identity_request(case=case)
    client.force_login(custodia)
    client.get(reverse("cases:identity_requests"))
    with django_assert_num_queries(10):
        answer = client.get(reverse("cases:identity_requests"))
    assert len(answer.context["rows"]) == rows
