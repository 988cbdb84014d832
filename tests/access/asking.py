"""How a page is asked for: its address as this person would have it, and valid answers to send."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseCode
from core.abilities import Ability
from core.codes import show_code
from entities.codes import next_free_code
from entities.models import User
from tests.access.addresses import arguments_by_page, is_of_a_referral
from tests.access.adoption_table import LANE, of_adoption
from tests.access.agreement_table import ABOUT, OF_AN_AGREEMENT, of_the_agreement
from tests.access.directory_table import OF_THE_DIRECTORY, of_the_directory
from tests.access.drafts import ELEMENTS, of_the_studio
from tests.access.forms_table import OF_A_FORM, of_the_forms
from tests.access.guarded import REASON
from tests.access.rights_table import RIGHTS_RECORDS, of_the_rights
from tests.access.tryout_table import OF_A_DRAFT, of_the_tryout
from tests.access.versions_table import PLAN_OF, SLUG, is_of_versions, of_versions
from tests.access.world import NEED, RELATIONS, World
from tests.factories.entities import PASSWORD, SECRET

Answer = Any
ANOTHER = "another horse battery staple"
# Their number is a version's, which is the first.
OF_FLOWCHARTS = (
    "protocols:", "studio:", "questionnaires:", "referrals:waiting", "referrals:print_waiting",
)  # fmt: skip
# They are asked about the case that is kept more closely.
OF_GUARDED = {
    "cases:ask_identity", "cases:withdraw_request", "cases:lift_mark", "cases:emergency",
}  # fmt: skip
# The record that an address with a handle names; else a colleague, or an intervention.
RECORDS = {
    **OF_THE_DIRECTORY,
    "cases:correct_intervention": "intervention",
    "cases:edit_child": "child",
    "cases:withdraw_consent": "consent",
    "cases:erasure": "closed",
    "cases:ask_erasure": "closed",
    "cases:agree_erasure": "asked",
    "cases:withdraw_erasure": "asked",
    "cases:identity_request": "identity_request",
    "cases:emergency": "glass",
    "entities:change_service": "service",
    "reports:enquiry": "enquiry",
    "reports:answer_name": "enquiry",
    "entities:decision": "decision",
    "entities:agree_decision": "decision",
    "entities:stop_decision": "decision",
    "entities:lift_silent": "decision",
    "notices:open": "notice",
    **OF_A_FORM,
    **RIGHTS_RECORDS,
    **OF_AN_AGREEMENT,
}


def relation_of(world: World, person: User) -> str:
    """How her entity stands to the case."""
    return next(
        relation
        for relation in RELATIONS
        if world.person("caseworker", relation).entity_id == person.entity_id
    )


def _referral(world: World, page: str, relation: str) -> str:
    """The code of the referral that this side would ask about."""
    own = {"referrals:send": "draft", "referrals:inform": "asked"}
    name = own.get(page, "offered") if relation == "own" else relation
    return show_code(world.referrals.get(name, world.referrals["offered"]).code)


def _step(page: str, relation: str) -> tuple[str, str]:
    """Run and element that this side would ask about: its own one, else the receiver's."""
    if relation != "own":
        return "theirs", "interview"
    return {
        "referrals:complete_step": ("open", "ask"),
        "referrals:decline_step": ("open", "ask"),
        "referrals:confirm_status": ("to_refer", "ask"),
    }.get(page, ("to_refer", "interview"))


def _slug(world: World, page: str) -> str:
    """The draft for pages that change it, else the flowchart in force."""
    if page in ABOUT:
        return ABOUT[page]
    if is_of_versions(page):
        return SLUG
    is_draft = page.startswith("studio:") or page in OF_A_DRAFT
    return "studio_draft" if is_draft else str(world.idle.protocol)


def _number(world: World, page: str, run: str) -> Any:
    """The number of an event, of a version or of a run."""
    if page.startswith("audit:"):
        return world.records["event"].pk
    is_of_a_version = page.startswith(OF_FLOWCHARTS) or is_of_versions(page)
    return 1 if is_of_a_version else world.runs[run].number


def arguments(world: World, page: str, person: User) -> dict[str, Any]:
    """Every argument an address of the product can take, for this person and page."""
    relation = relation_of(world, person)
    run, element = _step(page, relation)
    record = "colleague" if page.startswith("entities:") else "intervention"
    code = world.code(person)
    if page.startswith("entities:"):
        code = world.person("caseworker").entity.code
    elif is_of_a_referral(page):
        code = _referral(world, page, relation)
    elif page in OF_GUARDED:
        code = world.code(person, of="guarded")
    return {
        "code": code,
        "kind": "four_eyes" if page.endswith("_mark") else "intervention",
        "handle": world.handle(RECORDS.get(page, record), person),
        "number": _number(world, page, run),
        "element": ELEMENTS.get(page, "a") if page.startswith("studio:") else element,
        "slug": _slug(world, page),
        **dict.fromkeys(("example", "simulation"), 1),
        "plan": PLAN_OF.get(page, 1),
        "name": "agrees",
        "lane": LANE,
        "form": "detection_indicators",
        "aside": 2,
        "uidb36": "1",
        "key": "set-password",
        "token": world.token,
        "link": world.records["link"],
        "mark": world.records["finding"],
    }


def address(world: World, page: str, person: User) -> str:
    """Where she finds the page, in her entity's own codes and handles."""
    taken = arguments_by_page()[page]
    given = arguments(world, page, person)
    path = reverse(page, kwargs={name: given[name] for name in taken})
    return f"{path}?need={NEED}" if page == "referrals:refer_case" else path


def answers(world: World, page: str, person: User) -> dict[str, Any]:
    """What a person would send with this page; nothing where nothing is asked."""
    asked = {
        **_of_accounts(world),
        **of_the_studio(),
        **of_the_tryout(),
        **of_versions(),
        **of_the_agreement(),
        **of_adoption(world.services["own"]),
        **of_the_forms(),
        **_of_entities(world),
        **of_the_directory(world.services["own"], world.person("coordinator")),
        **_of_cases(world, person),
        **_of_erasures(world, person),
        **_of_referrals(world, relation_of(world, person)),
    }
    if page.startswith("rights:"):
        asked |= of_the_rights(world.case, {"code": next_free_code(person.pk, SECRET)})
    return asked.get(page, {})


def _of_accounts(world: World) -> dict[str, dict[str, Any]]:
    passwords = {"password1": ANOTHER, "password2": ANOTHER}
    return {
        "set_language": {"language": "en"},
        "account_login": {"login": world.person("colleague").email, "password": PASSWORD},
        "account_change_password": {"oldpassword": PASSWORD, **passwords},
        "account_invitation": passwords,
        "account_reset_password": {"email": world.person("colleague").email},
        "account_reset_password_from_key": passwords,
    }


def _of_entities(world: World) -> dict[str, dict[str, Any]]:
    person = {"name": "Nora", "language": "es"}
    entity = {
        "code": "new-entity", "name": "New", "kinds": ["health"], "participation": "signs_in",
        "country": "ES",
    }  # fmt: skip
    service = {"name": "A new service", "service_type": NEED}
    return {
        "entities:create": entity,
        "entities:change": {**entity, "is_active": "on"},
        "entities:create_service": service,
        "entities:change_service": {**service, "is_active": "on"},
        "entities:create_person": {
            **person, "email": "nora@example.test", "roles": ["caseworker"],
            "entity": world.person("caseworker").entity.code,
        },
        "entities:change_person": person,
        "entities:grant_role": {"role": "duty_worker"},
        "entities:end_role": {"role": "caseworker"},
        "entities:move_person": {"entity": "unrelated"},
    }  # fmt: skip


def _of_cases(world: World, person: User) -> dict[str, dict[str, Any]]:
    today = timezone.localdate().isoformat()
    intervention = {"happened_on": today, "service_type": "legal"}
    return {
        "cases:open": {"opened_on": today},
        "cases:search": {"query": "Joy"},
        "cases:edit": {"summary": "Met at the clinic.", "risk_level": "high"},
        "cases:move": {"move": "start"},
        "reports:finding": {"note": REASON},
        "reports:ask_name": {"name": "Grace Doe", "justification": REASON},
        "reports:answer_name": {"agrees": "no", "motivation": REASON},
        "reports:readers": {
            "alone": "yes", "herself": "yes", "place": "screen", "language": "en",
        },
        "cases:close": {"closure_reason": "goals_met"},
        "cases:add_intervention": intervention,
        "cases:correct_intervention": intervention,
        "cases:add_status": {
            "decided_on": today, "victim_status": "possible", "country": "ES",
            "decided_by_kind": "police",
        },
        "cases:add_consent": {
            "purpose": "referral_specialised", "status": "given", "asked_on": today,
            "recipient": "kind:specialised_ngo",
        },
        "cases:strike": {"strike_reason": "duplicate"},
        "cases:contact": {"name_used": "Grace"},
        "cases:identity": {"legal_name": "Grace Doe"},
        "cases:reveal_contact": {"purpose": "call"},
        "cases:reveal_identity": {"purpose": "call", "justification": REASON},
        "cases:ask_identity": {"purpose": "call", "justification": REASON},
        "cases:identity_request": {"answer": "agree", "motivation": REASON},
        "cases:set_mark": {"reason": "her_wish"},
        "cases:break_glass": {"case_code": world.code(person), "justification": REASON},
        "cases:emergency": {"finding": "justified", "note": REASON},
    }  # fmt: skip


def _of_erasures(world: World, person: User) -> dict[str, dict[str, Any]]:
    """A case goes by the code of her entity, or by the reference that is nobody's."""
    codes = dict(CaseCode.objects.filter(case=world.records["asked"]).values_list("entity", "code"))
    code = codes.get(None if person.may(Ability.PROTECT_DATA) else person.entity_id, codes[None])
    factor = {"code": next_free_code(person.pk, SECRET)}
    return {
        "cases:erasures": {"reference": codes[None]},
        "cases:ask_erasure": {"basis": "court_order", **factor},
        "cases:agree_erasure": {"case_code": code, **factor},
    }


def _of_referrals(world: World, relation: str) -> dict[str, dict[str, Any]]:
    today = timezone.localdate().isoformat()
    receiver = "declined" if relation != "declined" else "offered"
    terms = {
        "service": str(world.services[receiver].pk), "parts": ["summary"], "urgency": "urgent",
        "reason": "safety", "basis": "vital_interest", "basis_reason": "In danger.",
    }  # fmt: skip
    return {
        "referrals:refer_case": terms,
        "referrals:refer_step": terms,
        "referrals:start_run": {"protocol": str(world.idle.protocol)},
        "referrals:end_run": {"reason": "moved"},
        "referrals:complete_step": {"agrees": "yes"},
        "referrals:record_step": {"recorded_on": today, "recorded_source": "telephone"},
        "referrals:decline_step": {"reason": "refused"},
        "referrals:confirm_status": {
            "victim_status": "possible" if relation == "own" else "detected"
        },
        "referrals:ask": {"question": "Since when?"},
        "referrals:inform": {"answer": "Since Monday."},
        "referrals:reject": {"reason": "no_capacity"},
        "referrals:hold": {"reason": "She is ill."},
        "referrals:fail": {"reason": "She moved."},
        "referrals:complete": {"outcome": "service_delivered"},
    }  # fmt: skip


def ask(world: World, page: str, method: str, person: User | None) -> tuple[Client, Answer]:
    """Ask for the page, as this person or as nobody; return her browser and the answer."""
    browser = world.browser(person)
    by = person or world.person("caseworker")
    path = address(world, page, by)
    if method == "POST":
        return browser, browser.post(path, answers(world, page, by))
    return browser, browser.get(path)


def verdict(answer: Answer) -> str:
    """The answer in a word of the table."""
    leads = answer.headers.get("Location", "")
    if answer.status_code == HTTPStatus.FOUND and leads.startswith(reverse(settings.LOGIN_URL)):
        return "in"
    return str(answer.status_code)
