"""What a form shows of the findings."""

from django.utils.translation import gettext_lazy as _

TITLE = _("Check before saving")
