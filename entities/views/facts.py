"""The facts that pages of this room show as pairs of label and value."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core import vocabularies
from entities.models import AccountDecision, Entity, User
from entities.territories import territory_name

Facts = Sequence[tuple[str, str]]


def moment(at: datetime | None) -> str:
    """Return date and time for reading, in the reader's zone and language; "Never" for none."""
    if at is None:
        return _("Never")
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def facts_of_entity(entity: Entity) -> Facts:
    """Return what there is to say of an entity."""
    kinds = ", ".join(vocabularies.label("entity_kind", kind) for kind in sorted(entity.kinds))
    territory = territory_name(entity.territory) if entity.territory else _("The whole country")
    return [
        (_("Short name"), entity.code),
        (_("Kinds"), kinds),
        (_("How it takes part"), vocabularies.label("participation", entity.participation)),
        (_("Country"), entity.get_country_display()),
        (_("Territory"), territory),
        (_("Duty telephone"), entity.duty_telephone),
        (
            _("Identities open only with a custodian's agreement"),
            _("Yes") if entity.four_eyes else "",
        ),
    ]


def facts_of_decision(decision: AccountDecision) -> Facts:
    """Return what two people decide, about whom, and how far it is."""
    facts: list[tuple[str, str]] = [
        (_("What"), decision.get_kind_display()),
        (_("Account"), f"{decision.person.name}, {decision.person.entity.name}"),
        (_("E-mail"), decision.email),
    ]
    if decision.role:
        facts.append((_("Role"), decision.get_role_display()))
    if decision.new_email:
        facts.append((_("New e-mail address"), decision.new_email))
    facts.append((_("State"), decision.get_status_display()))
    facts.append((_("Asked"), _by(decision.asked_at, decision.asked_by)))
    if decision.agreed_by:
        facts.append((_("Agreed"), _by(decision.agreed_at, decision.agreed_by)))
        facts.append((_("Takes effect"), moment(decision.takes_effect_at)))
    if decision.stopped_by:
        facts.append((_("Stopped"), _by(decision.stopped_at, decision.stopped_by)))
    if decision.ended_at:
        facts.append((_("Ended"), moment(decision.ended_at)))
    return facts


def _by(at: datetime | None, person: User) -> str:
    return f"{moment(at)}, {person.name}"


def facts_of_person(person: User) -> Facts:
    """Return what there is to say of a colleague's account."""
    return [
        (_("E-mail"), person.email),
        (_("Entity"), person.entity.name),
        (_("Language"), person.get_language_display()),
        (_("Last access"), moment(person.last_login)),
    ]
