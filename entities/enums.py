"""The closed lists of this room: roles, participation, countries, languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in the product; `roles.py` says what each opens and excludes."""

    CASEWORKER = "caseworker", _("Caseworker")
    COORDINATOR = "coordinator", _("Coordinator")
    DUTY_WORKER = "duty_worker", _("Duty worker")
    CUSTODIAN = "custodian", _("Custodian of identity")
    PROTOCOL_MANAGER = "protocol_manager", _("Protocol manager")
    ANALYST = "analyst", _("Observatory analyst")
    REGISTRY_OFFICER = "registry_officer", _("Registry officer")
    LINKAGE_COORDINATOR = "linkage_coordinator", _("Linkage coordinator")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Participation(models.TextChoices):
    """How an entity takes part; codes and labels of the vocabulary `participation`."""

    SIGNS_IN = "signs_in", _("Signs in")
    LINK = "link", _("Answers by a one-time link")
    RECORDED = "recorded", _("Recorded by the owner of the run")


class DecisionKind(models.TextChoices):
    """What two people decide about an account."""

    GRANT_ROLE = "grant_role", _("Give a role")
    CHANGE_EMAIL = "change_email", _("Change the e-mail address")
    RESET_FACTORS = "reset_factors", _("Reset the second factors")
    SUSPEND = "suspend", _("Suspend without a word")


class DecisionStatus(models.TextChoices):
    """How far a decision on an account is; the ways between are in `workflow.py`."""

    ASKED = "asked", _("Waits for a second person")
    AGREED = "agreed", _("Agreed, not yet in effect")
    DONE = "done", _("In effect")
    STOPPED = "stopped", _("Stopped")
    LAPSED = "lapsed", _("Lapsed")


class SuspensionKind(models.TextChoices):
    """Why an account is suspended."""

    DORMANT = "dormant", _("Nobody used it")
    SILENT = "silent", _("Under suspicion")


class Country(models.TextChoices):
    """The countries whose law and flowcharts the product knows (ISO 3166-1)."""

    SPAIN = "ES", _("Spain")
    PORTUGAL = "PT", _("Portugal")


class Language(models.TextChoices):
    """The languages of the interface, each named in itself."""

    SPANISH = "es", "Español"
    BASQUE = "eu", "Euskara"
    PORTUGUESE = "pt", "Português"
    ENGLISH = "en", "English"


class Admits(models.TextChoices):
    """Needs beyond the usual that a service is made for."""

    SUBSTANCE_USE = "substance_use", _("Women who use drugs or alcohol")
    MENTAL_HEALTH = "mental_health", _("Women with a mental illness")
    DISABILITY = "disability", _("Women with a disability")
    PREGNANCY = "pregnancy", _("Pregnant women")


class HoursKind(models.TextChoices):
    """What hours of a service mean."""

    OPEN = "open", _("Open")
    DUTY = "duty", _("On duty")
