"""Notices: written for the people concerned, opened by them."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.abilities import Ability
from core.exceptions import NotVisible
from entities.models import Entity, User
from entities.selectors import people_who_may
from notices.enums import MailKind, NoticeKind
from notices.models import Notice
from notices.permissions import can_read_notice
from notices.services.outbox import queue


@transaction.atomic
def notify(
    kind: NoticeKind,
    *,
    path: str,
    entity: Entity | None = None,
    ability: Ability = Ability.COORDINATE,
    user: User | None = None,
) -> None:
    """Tell the people of `entity` who have `ability`, or one `user`, to look at `path`.

    Written in the caller's transaction; e-mails without content follow its commit. `path` is an
    address of the product that is valid for the recipients (their entity's code). An entity that
    does not sign in has nobody to tell: nothing is written. Raises ValueError when not exactly
    one of `entity` and `user` is given, or when `path` leaves the product.
    """
    if (entity is None) == (user is None):
        raise ValueError("A notice is for an entity or for a person.")
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError("A notice leads to a page of the product.")

    people = [user] if user else list(people_who_may(ability, entity=entity)) if entity else []
    people = [person for person in people if person.is_active]
    Notice.objects.bulk_create([Notice(user=person, kind=kind, path=path) for person in people])
    if people:
        queue(people, MailKind.NOTICE)


@transaction.atomic
def tell_each(kind: NoticeKind, paths: Mapping[UUID, str], *, mail: MailKind) -> None:
    """Tell each of these people, if her account is open, to look at the path that is hers."""
    people = list(User.objects.filter(pk__in=list(paths), is_active=True))
    Notice.objects.bulk_create(
        [Notice(user=person, kind=kind, path=paths[person.pk]) for person in people]
    )
    if people:
        queue(people, mail)


@transaction.atomic
def open_notice(*, notice: Notice, by: User) -> str:
    """Mark the notice as read and return the path it leads to. Opening it again is no error."""
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if not can_read_notice(by, locked):
        raise NotVisible

    if locked.read_at is None:
        locked.read_at = timezone.now()
        locked.save(update_fields=["read_at"])
    return locked.path


def mark_all_read(*, by: User) -> int:
    """Mark every notice of the person as read; return how many were not."""
    return Notice.objects.filter(user=by, read_at=None).update(read_at=timezone.now())
