"""Texts of Django that our pages show and that a language of ours lacks or says unlike us.

They stand here only to be collected into our own catalogues, which are asked before Django's.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

# Portuguese writes months in lower case since 2009; Django's catalogue does not yet.
MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)

# Beside the fields of a form: without a translation in Basque and Portuguese.
SHORT_NAME = _("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.")
SHORT_PASSWORD = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
    "length",
)

# Spanish says "fewer than" where "at most" is meant.
LONG_TEXT = ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
