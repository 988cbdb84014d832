"""Who may receive a referral: a service that takes people, whom she need not avoid, as agreed."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from cases.enums import ENDED
from cases.models import Case
from cases.selectors.avoidances import avoided_by
from cases.services.writing import lock, refuse_restricted
from core.exceptions import Conflict
from entities.enums import Participation
from entities.models import Service, User
from entities.selectors.agreements import beyond_agreements

# What cannot wait for an agreement, or does not rest on one.
_WITHOUT_AGREEMENT = frozenset({"vital_interest", "legal_duty"})


def check_recipient(case: Case, service: Service, by: User) -> None:
    """Raise Conflict unless the service takes this case now. The case stays locked."""
    entity = service.entity
    usable = service.takes_referrals and entity.is_active
    if not usable or entity.participation != Participation.SIGNS_IN or entity.pk == by.entity_id:
        raise Conflict(
            _("This service takes no referrals at the moment."), _("Choose another service.")
        )
    locked = lock(case)
    if locked.status in ENDED:
        raise Conflict(_("This case is closed."), _("Reopen it before you refer it."))
    refuse_restricted(locked)
    if entity.pk in avoided_by(case).entities:
        raise Conflict(
            _("She must avoid this entity."),
            _("Choose another service. If she no longer has to, take it off her list first."),
        )


def is_closed(case: Case) -> bool:
    """Say whether the case is closed, and lock it so that it stays as it is meanwhile."""
    return lock(case).status in ENDED


def is_agreed(service: Service, parts: Iterable[str], by: User) -> bool:
    """Say whether an agreement covers referring this to the service with these parts."""
    beyond = beyond_agreements(
        by.entity_id, service.entity, service_type=service.service_type, parts=parts
    )
    return beyond is not None and not beyond


def check_agreement(service: Service, parts: Iterable[str], *, basis: str, by: User) -> bool:
    """Return whether an agreement covers it; raise Conflict where the installation asks for one.

    Vital interests and legal duties never wait for an agreement.
    """
    agreed = is_agreed(service, parts, by)
    if not agreed and settings.AGREEMENTS_REQUIRED and basis not in _WITHOUT_AGREEMENT:
        raise Conflict(
            _("No agreement between your entities covers this referral."),
            _("Choose another service or share less, or ask an administrator for an agreement."),
        )
    return agreed
