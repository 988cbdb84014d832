"""The main menu of the person who asks."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from entities.enums import Role
from notices.selectors import unread_count

CASE_ROLES = {Role.CASEWORKER, Role.COORDINATOR}


def _entries() -> list[tuple[set[Role], str, str, str]]:
    return [
        (CASE_ROLES, "referrals:worklist", _("My work"), "list-check"),
        (CASE_ROLES, "cases:list", _("Cases"), "folder2"),
        (CASE_ROLES, "referrals:inbox", _("Referrals"), "inbox"),
        (
            CASE_ROLES | {Role.DUTY_WORKER, Role.ADMINISTRATOR},
            "entities:directory",
            _("Directory"),
            "signpost",
        ),
        (CASE_ROLES | {Role.PROTOCOL_MANAGER}, "protocols:list", _("Flowcharts"), "diagram-3"),
        ({Role.ADMINISTRATOR}, "entities:list", _("Entities"), "building"),
        ({Role.COORDINATOR, Role.ADMINISTRATOR}, "entities:staff", _("People"), "people"),
        ({Role.DATA_PROTECTION_OFFICER}, "cases:erasures", _("Erasures"), "eraser"),
        *_of_data_protection(),
        ({Role.AUDITOR}, "audit:list", _("Access log"), "journal-check"),
        ({Role.AUDITOR}, "reports:unusual", _("Unusual accesses"), "exclamation-triangle"),
        ({Role.AUDITOR}, "reports:exposure", _("Who saw a case"), "eye"),
        ({Role.CUSTODIAN}, "cases:identity_requests", _("Identity requests"), "person-vcard"),
        (
            {Role.AUDITOR, Role.CUSTODIAN},
            "reports:enquiries",
            _("Enquiries for a name"),
            "search",
        ),
        ({Role.AUDITOR}, "entities:decisions", _("Decisions on accounts"), "person-check"),
        (
            {Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER},
            "cases:emergencies",
            _("Emergency accesses"),
            "exclamation-diamond",
        ),
        (set(Role), "notices:list", _("Notices"), "bell"),
    ]


def _of_data_protection() -> list[tuple[set[Role], str, str, str]]:
    return [
        (
            {Role.DATA_PROTECTION_OFFICER},
            "rights:requests",
            _("Rights requests"),
            "person-raised-hand",
        ),
        (
            {Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR},
            "rights:incidents",
            _("Incidents"),
            "shield-exclamation",
        ),
        (
            {Role.DATA_PROTECTION_OFFICER, Role.CUSTODIAN},
            "rights:orders",
            _("Orders of authorities"),
            "bank",
        ),
        (
            set(Role) - {Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR},
            "rights:report",
            _("Report an incident"),
            "exclamation-triangle",
        ),
    ]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return the menu entries this person's roles open, the current one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    held = set(user.roles)
    menu = [
        {"url": reverse(name), "label": label, "icon": icon}
        for roles, name, label, icon in _entries()
        if roles & held
    ]
    here = max((e["url"] for e in menu if request.path.startswith(e["url"])), key=len, default="")
    return {
        "menu": [{**entry, "current": entry["url"] == here} for entry in menu],
        # Counted only where the header shows it: a fragment asks nothing.
        "unread": SimpleLazyObject(lambda: unread_count(user)),
    }
