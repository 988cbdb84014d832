"""The second factor before a card or an identity: when it is asked, for what, and what is kept."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from lxml import html

from audit.enums import AuditAction
from audit.models import Event
from cases.models import Case
from entities import stepup
from entities.models import User
from tests.cases.pages import kinds, page
from tests.entities.logged import events
from tests.factories import cases as factory
from tests.factories.entities import factor

pytestmark = pytest.mark.django_db
WHY = {"purpose": "documents", "justification": "To renew her passport."}


@pytest.fixture
def case(ana: User) -> Case:
    return factory.open_case(by=ana, person={"name_used": "Joy", "legal_name": "Joy Osagie"})


def count(action: AuditAction) -> int:
    return Event.objects.filter(kind=action.value).count()


def let_pass(client: Client, seconds: int) -> None:
    """Shift the clock of the session: what was shown was shown so long ago."""
    session = client.session
    shown = session[stepup.CONFIRMED]
    session[stepup.CONFIRMED] = {purpose: at - seconds for purpose, at in shown.items()}
    session.save()


def test_identity_opens_with_purpose_reason_and_factor_in_one_sending(
    as_ana: Client, ana: User, case: Case
) -> None:
    url = page("reveal_identity", case, ana)
    key = as_ana.session.session_key
    answer = as_ana.post(url, {**WHY, **factor(ana)})

    assert "Joy Osagie" in answer.content.decode()
    assert kinds()[-2:] == ["factor:confirmed", "identity:revealed"]
    assert events(AuditAction.FACTOR_CONFIRMED, ana) == [
        {"actor": ana.pk, "kind": "totp", "purpose": "identity"}
    ]
    assert as_ana.session.session_key != key


@pytest.mark.parametrize("code", ["", "000000", "not a code"])
def test_nothing_opens_without_the_factor_and_nothing_typed_is_lost(
    as_ana: Client, ana: User, case: Case, code: str
) -> None:
    answer = as_ana.post(page("reveal_identity", case, ana), {**WHY, "code": code})
    text = answer.content.decode()

    assert list(answer.context["form"].errors) == ["code"]
    assert "Joy Osagie" not in text
    assert WHY["justification"] in text
    assert html.fromstring(text).xpath("//option[@value='documents']/@selected")
    assert count(AuditAction.IDENTITY_REVEALED) == 0
    assert count(AuditAction.FACTOR_REFUSED) == (1 if code else 0)
    assert WHY["justification"] not in str(dict(as_ana.session))


def test_wrong_reason_uses_no_code_up(as_ana: Client, ana: User, case: Case) -> None:
    url, shown = page("reveal_identity", case, ana), factor(ana)
    as_ana.post(url, {**WHY, **shown, "justification": "because"})

    assert "Joy Osagie" in as_ana.post(url, {**WHY, **shown}).content.decode()


def test_factor_opens_one_case_for_one_purpose(as_ana: Client, ana: User, case: Case) -> None:
    other = factory.open_case(by=ana, person={"legal_name": "Grace"})
    as_ana.post(page("reveal_identity", case, ana), {**WHY, **factor(ana)})

    again = as_ana.post(page("reveal_identity", case, ana), WHY)
    purpose = as_ana.post(page("reveal_identity", case, ana), {**WHY, "purpose": "benefits"})
    case_b = as_ana.post(page("reveal_identity", other, ana), WHY)
    contact = as_ana.post(page("reveal_contact", case, ana), {"purpose": "documents"})

    assert "Joy Osagie" in again.content.decode()
    assert [list(answer.context["form"].errors) for answer in (purpose, case_b, contact)] == [
        ["code"]
    ] * 3
    assert count(AuditAction.IDENTITY_REVEALED) == 2


@pytest.mark.parametrize(("seconds", "opens"), [(290, True), (301, False)])
def test_factor_is_asked_again_after_five_minutes(
    as_ana: Client, ana: User, case: Case, seconds: int, opens: bool
) -> None:
    url = page("reveal_identity", case, ana)
    as_ana.post(url, {**WHY, **factor(ana)})
    let_pass(as_ana, seconds)

    assert ("Joy Osagie" in as_ana.post(url, WHY).content.decode()) is opens


def test_contact_card_asks_once_a_session_for_all_cards(
    as_ana: Client, ana: User, case: Case
) -> None:
    other = factory.open_case(by=ana, person={"name_used": "Grace"})
    url = page("reveal_contact", case, ana)
    assert "code" in as_ana.get(url).context["form"].fields
    as_ana.post(url, {"purpose": "call", **factor(ana)})
    let_pass(as_ana, 3600)

    assert "code" not in as_ana.get(url).context["form"].fields
    told = as_ana.post(page("reveal_contact", other, ana), {"purpose": "safety"})
    assert "Grace" in told.content.decode()
    as_ana.logout()
    as_ana.force_login(ana)
    assert "code" in as_ana.get(url).context["form"].fields


def test_person_without_a_factor_never_passes(as_ana: Client, ana: User, case: Case) -> None:
    url = page("reveal_identity", case, ana)
    as_ana.post(url, {**WHY, **factor(ana)})
    Authenticator.objects.filter(user=ana).delete()  # her row still says that she has one

    assert as_ana.post(url, WHY).status_code == 403
    assert as_ana.get(page("reveal_contact", case, ana)).status_code == 403


def test_wrong_codes_are_limited_as_at_sign_in(as_ana: Client, ana: User, case: Case) -> None:
    url = page("reveal_identity", case, ana)
    for _try in range(5):
        as_ana.post(url, {**WHY, "code": "000000"})
    answer = as_ana.post(url, {**WHY, **factor(ana)})

    assert "Too many wrong codes" in answer.content.decode()
    assert count(AuditAction.FACTOR_REFUSED) == 5
    assert count(AuditAction.IDENTITY_REVEALED) == 0


@pytest.mark.parametrize(
    "credential", ["{}", "[]", "x", "1", '{"id": "a", "rawId": "a", "response": {}}', '"a"', "null"]
)
def test_forged_passkey_is_refused(as_ana: Client, ana: User, case: Case, credential: str) -> None:
    answer = as_ana.post(page("reveal_identity", case, ana), {**WHY, "credential": credential})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert count(AuditAction.IDENTITY_REVEALED) == 0


def test_code_is_taken_once(as_ana: Client, ana: User, case: Case) -> None:
    shown = factor(ana)
    as_ana.post(page("reveal_contact", case, ana), {"purpose": "call", **shown})
    answer = as_ana.post(page("reveal_identity", case, ana), {**WHY, **shown})

    assert list(answer.context["form"].errors) == ["code"]


def test_confirmation_of_the_future_opens_nothing(as_ana: Client, ana: User, case: Case) -> None:
    session = as_ana.session
    session[stepup.CONFIRMED] = {f"identity:{case.pk}:documents": time.time() + 60}
    session.save()

    assert list(as_ana.post(page("reveal_identity", case, ana), WHY).context["form"].errors) == [
        "code"
    ]
