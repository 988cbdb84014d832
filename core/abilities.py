"""What a person may do at all, whatever the record: roles open abilities (`entities/roles.py`)."""

from enum import StrEnum
from typing import Protocol


class Ability(StrEnum):
    """One thing that a role opens; rules about a single record come on top."""

    WORK_CASES = "work_cases"
    COORDINATE = "coordinate"
    ANSWER_EMERGENCIES = "answer_emergencies"
    GUARD_IDENTITY = "guard_identity"
    MANAGE_PROTOCOLS = "manage_protocols"
    READ_INDICATORS = "read_indicators"
    RECEIVE_REGISTRATIONS = "receive_registrations"
    DECIDE_DUPLICATES = "decide_duplicates"
    PROTECT_DATA = "protect_data"
    READ_LOG = "read_log"
    MANAGE_ENTITIES = "manage_entities"
    MANAGE_STAFF = "manage_staff"


class MayAsk(Protocol):
    """A person who can be asked what she may do."""

    def may(self, ability: Ability) -> bool: ...
