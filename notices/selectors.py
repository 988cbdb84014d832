"""Reads of notices, already narrowed to the person."""

from django.db.models import QuerySet

from core.exceptions import NotVisible
from core.handles import read_handle
from entities.models import User
from notices.models import Notice


def notices_of(user: User) -> QuerySet[Notice]:
    """Return the person's notices, newest first."""
    return Notice.objects.filter(user=user)


def unread_count(user: User) -> int:
    """Return how many notices the person has not opened: one query over a partial index."""
    return Notice.objects.filter(user=user, read_at=None).count()


def notice_for(user: User, handle: str) -> Notice:
    """Return the person's notice of this handle; raise NotVisible when there is none."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    notice = notices_of(user).filter(pk=wanted).first()
    if notice is None:
        raise NotVisible
    return notice
