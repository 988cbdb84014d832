"""Everything that reads cases, already narrowed to who asks."""

from cases.disclosure import open_parts
from cases.selectors.cases import (
    business_of,
    case_for,
    cases_listed,
    cases_of_people,
    cases_visible_to,
    code_for,
    codes_for,
    people_searched_by,
)
from cases.selectors.consents import (
    consents_of,
    grants_resting_on,
    has_consent,
    recipients_for,
    standing_consent,
)
from cases.selectors.protection import (
    emergencies_for,
    glass_for,
    glasses_of,
    latest_request,
    live_request,
    mark_of,
    marks_of,
    request_for,
    requests_answered,
    requests_to_answer,
)
from cases.selectors.records import (
    access_began,
    children_of,
    entry_for,
    grants_of,
    interventions_of,
    keeps,
    kept_for,
    statuses_of,
)

__all__ = [
    "access_began",
    "business_of",
    "case_for",
    "cases_listed",
    "cases_of_people",
    "cases_visible_to",
    "children_of",
    "code_for",
    "codes_for",
    "consents_of",
    "emergencies_for",
    "entry_for",
    "glass_for",
    "glasses_of",
    "grants_of",
    "grants_resting_on",
    "has_consent",
    "interventions_of",
    "keeps",
    "kept_for",
    "open_parts",
    "people_searched_by",
    "recipients_for",
    "standing_consent",
    "statuses_of",
]
