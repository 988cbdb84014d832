"""Codes of the vault: tiers of gated fields, and purposes for which they are opened."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """How closely a gated field is kept; each tier opens by itself and opens no other."""

    CONTACT = "contact", _("Contact card")
    IDENTITY = "identity", _("Identity")


class Purpose(models.TextChoices):
    """Why gated fields are opened. Stored in the log for ever: add, never rename."""

    CALL = "call", _("To call or write to her")
    APPOINTMENT = "appointment", _("To arrange an appointment or accompany her")
    SAFETY = "safety", _("Her safety, or that of her children")
    EMERGENCY = "emergency", _("An emergency")
    DOCUMENTS = "documents", _("Her documents or residence permit")
    HEALTH_CARE = "health_care", _("Health care")
    BENEFITS = "benefits", _("A benefit or a registration in her name")
    LEGAL_PROCEEDINGS = "legal_proceedings", _("Legal proceedings or a court order")
    IDENTIFICATION = "identification", _("Formal identification as a victim")
    CORRECTION = "correction", _("To record or correct what is stored")
    RIGHTS_REQUEST = "rights_request", _("She asks for her own data")
