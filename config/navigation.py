"""The main menu of the person who asks."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from entities.enums import Role
from notices.selectors import unread_count

CASE_ROLES = {Role.CASEWORKER, Role.COORDINATOR}
OFFICER = {Role.DATA_PROTECTION_OFFICER}
# Open to nearly everybody, and nobody's work: no one is led there when she comes in.
ASIDE = {"rights:report", "notices:list"}
Entry = tuple[set[Role], str, str, str]


def _entries() -> list[Entry]:
    """Who is shown what, in the order of the menu; the first is the page she comes in to."""
    return [*_of_cases(), *_of_the_house(), *_of_those_who_watch(), *_of_everybody()]


def _of_cases() -> list[Entry]:
    protocols = CASE_ROLES | {Role.PROTOCOL_MANAGER}
    return [
        (CASE_ROLES, "referrals:worklist", _("My work"), "list-check"),
        (CASE_ROLES, "cases:list", _("Cases"), "folder2"),
        (CASE_ROLES, "referrals:inbox", _("Referrals"), "inbox"),
        (CASE_ROLES | {Role.DUTY_WORKER}, "entities:directory", _("Directory"), "signpost"),
        (protocols, "protocols:list", _("Flowcharts"), "diagram-3"),
    ]


def _of_the_house() -> list[Entry]:
    return [
        ({Role.ADMINISTRATOR}, "entities:list", _("Entities"), "building"),
        ({Role.ADMINISTRATOR}, "entities:directory", _("Directory"), "signpost"),
        ({Role.COORDINATOR, Role.ADMINISTRATOR}, "entities:staff", _("People"), "people"),
    ]


def _of_those_who_watch() -> list[Entry]:
    return [
        (OFFICER, "cases:erasures", _("Erasures"), "eraser"),
        (OFFICER, "rights:requests", _("Rights requests"), "person-raised-hand"),
        ({Role.AUDITOR}, "audit:list", _("Access log"), "journal-check"),
        ({Role.AUDITOR}, "reports:unusual", _("Unusual accesses"), "exclamation-triangle"),
        ({Role.AUDITOR}, "reports:exposure", _("Who saw a case"), "eye"),
        ({Role.CUSTODIAN}, "cases:identity_requests", _("Identity requests"), "person-vcard"),
        ({Role.AUDITOR, Role.CUSTODIAN}, "reports:enquiries", _("Enquiries for a name"), "search"),
        (OFFICER | {Role.CUSTODIAN}, "rights:orders", _("Orders of authorities"), "bank"),
        ({Role.AUDITOR}, "entities:decisions", _("Decisions on accounts"), "person-check"),
        (
            OFFICER | {Role.COORDINATOR},
            "cases:emergencies",
            _("Emergency accesses"),
            "exclamation-diamond",
        ),
    ]


def _of_everybody() -> list[Entry]:
    answers_for_incidents = OFFICER | {Role.COORDINATOR}
    return [
        (answers_for_incidents, "rights:incidents", _("Incidents"), "shield-exclamation"),
        (
            set(Role) - answers_for_incidents,
            "rights:report",
            _("Report an incident"),
            "exclamation-triangle",
        ),
        (set(Role), "notices:list", _("Notices"), "bell"),
    ]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu entries this person's roles open, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    held = set(user.roles)
    menu: list[dict[str, Any]] = [
        {"url": reverse(name), "label": label, "icon": icon, "is_work": name not in ASIDE}
        for roles, name, label, icon in _entries()
        if roles & held
    ]
    here = max((e["url"] for e in menu if request.path.startswith(e["url"])), key=len, default="")
    return {
        "menu": [{**entry, "current": entry["url"] == here} for entry in menu],
        # Counted only where the header shows it: a fragment asks nothing.
        "unread": SimpleLazyObject(lambda: unread_count(user)),
    }
