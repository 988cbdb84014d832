"""The work a person is responsible for goes to a coordinator when she leaves: nothing stalls."""

from django.utils.translation import gettext as _

from core.abilities import Ability
from core.exceptions import Conflict
from core.ports import held_work
from entities.models import User
from entities.selectors import active_people_who_may, heirs_of
from entities.services.tidings import tell_to_look


def hand_over_work(person: User, *, by: User | None, to: User | None = None) -> int:
    """Move everything the person holds in her entity to one of its coordinators; return how much.

    To `to`, else to `by` if she is one of them, else to the first; past whoever is suspended under
    suspicion, without a word. Where there is none it is left with nobody, and the administrators
    are told. `by` is None for the product itself. Call it in the transaction of the change.
    Raises Conflict when `to` is no coordinator of that entity.
    """
    heirs = list(heirs_of(person))
    if to is not None and to not in heirs:
        raise Conflict(
            _("Work goes to a coordinator of the same entity."), _("Choose one of the list.")
        )
    able = [one for one in heirs if one.may_sign_in]
    heir = next((one for one in (to, by, *able) if one in able), None)
    moved = sum(
        work.hand_over(person.pk, to=heir.pk if heir else None, by=by.pk if by else None)
        for work in held_work
    )
    if moved and heir is None:
        tell_to_look("work_left", person, active_people_who_may(Ability.MANAGE_ENTITIES))
    elif moved and heir is not None and heir != by:
        tell_to_look("work_moved", person, [heir])
    return moved
