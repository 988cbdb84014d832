"""What of a case can leave it, by the classes of `Privacy`: for her own copy and for orders.

Third persons stay out: who else may answer her telephone, interpreters, her children.
"""

from cases.models import Case, Consent, Intervention, Person, StatusEntry
from core.privacy import PrivacyClass, privacy_of
from vault.enums import Tier
from vault.fields import gated_fields

_NEVER = {"person", "child", "who_may_answer", "interpreter_code", "closure_reason"}


def private_fields(model: type[Case | Consent | Intervention | Person | StatusEntry]) -> list[str]:
    """Return the personal and special fields of a model that are hers, in their order."""
    private = {
        name
        for name, level in privacy_of(model).items()
        if level is not PrivacyClass.PLAIN and name not in _NEVER
    }
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name in private and not field.name.endswith("_index")
    ]


IDENTITY = [field.name for field in gated_fields(Person, Tier.IDENTITY)]
CONTACT = [name for name in private_fields(Person) if name not in IDENTITY]
OF_CASE = private_fields(Case)
# The whitelist of fields that an order may name.
RELEASABLE = [*IDENTITY, *CONTACT, *OF_CASE]
