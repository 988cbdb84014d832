"""The permission backend: guardian's object permissions as this product means them."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from guardian.backends import ObjectPermissionBackend

from cases.models import Case, CaseGroupPermission
from entities.models import User


def open_rows() -> QuerySet[CaseGroupPermission]:
    """Return guardian's rows that give access now."""
    return CaseGroupPermission.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=timezone.now())
    )


class GrantBackend(ObjectPermissionBackend):
    """Answers for cases only, by open group rows only.

    Unlike its parent it knows no superusers, sees nothing for inactive people, honours
    `valid_until`, and never answers about a model as a whole.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Say whether the person holds `perm` on this case."""
        return perm.removeprefix("cases.") in self.get_all_permissions(user_obj, obj)

    def get_group_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Return the names of what the person may do with this case, through her groups."""
        if not isinstance(user_obj, User) or not user_obj.is_active or not isinstance(obj, Case):
            return set()
        rows = open_rows().filter(content_object=obj, group__user=user_obj)
        return set(
            Permission.objects.filter(pk__in=rows.values("permission")).values_list(
                "codename", flat=True
            )
        )

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Return the same: nothing is granted to single people."""
        return self.get_group_permissions(user_obj, obj)
