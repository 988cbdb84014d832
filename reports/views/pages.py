"""What the pages of this room share."""

from django.utils.translation import gettext as _

from core.exceptions import PermissionRefused
from entities.models import User
from reports.permissions import can_read_log


def require_auditor(user: User) -> None:
    """Refuse whoever may not read the log."""
    if not can_read_log(user):
        raise PermissionRefused(
            _("This log is for auditors."), _("If you need to know something, ask an auditor.")
        )
