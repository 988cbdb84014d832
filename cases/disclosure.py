"""What an entity sees of a case: one table of parts and stages, and the one function that reads it.

- *own*: the entity responsible for the case.
- *offered*: a referral lies in its inbox; no access to the case, only the pseudonymous offer.
- *accepted*: it has an open grant; of that grant's parts, those the table opens.
- *closed*: its grants have ended; the sender's part is closed again.

What an entity wrote itself stays with it, at every stage: notes of interventions, statuses and
consents open to people of the entity that wrote them. Beyond that:

- coded facts of an entry (date, kind of help, place, time spent): the owner always sees them, other
  entities when the part `summary` is open to them;
- the note of an entry: only its author's entity; the owner's own notes also open to entities
  with the part `narrative`. A receiver's notes stay with the receiver: the owner does not read
  them, and neither does another receiver;
- a child: whoever sees the facts of an entry by the same writer sees the child. What the child
  needs is as closed as a note. Who must not be told what (`must_not_learn`) opens to all who see
  the child, whoever wrote it: who does not know it may tell the wrong parent where the child is;
- a filled form belongs to the part that its definition names: its answers open to its author's
  entity, and the owner's forms to entities with that part. That a form was filled and by whom is
  told as the facts of an entry are, and to whoever reads its answers. Drafts are the author's;
- the consent ledger: the owner sees all of it, others the rows they recorded and the rows that
  name them, or a kind they are, as recipient.

A consent that she withdraws takes its parts out of the grants of its recipient that rest on
consent (`withheld`): a consent to be referred is what the whole access rests on, whatever parts it
lists. The cards that keep her safe in a place where she is staying remain (vital interests).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.db.models import Q

from cases.enums import AssessmentStatus, CaseStatus, Part, Stage
from cases.models import Assessment, Case, CaseGrant, Child, Consent
from cases.models.record import CaseEntry
from core import vocabularies
from entities.models import Entity
from questionnaires.selectors import questionnaires, version_of

_OPEN = frozenset({Stage.OWN, Stage.ACCEPTED})

DISCLOSURE: Mapping[Part, frozenset[Stage]] = MappingProxyType(
    {
        Part.OFFER: _OPEN | {Stage.OFFERED},
        Part.SUMMARY: _OPEN,
        Part.NARRATIVE: _OPEN,
        Part.PLAN: _OPEN,
        Part.HEALTH: _OPEN,
        Part.TRAFFICKING_HISTORY: _OPEN,
        Part.IDENTITY: _OPEN,
        Part.CONTACT_CARD: _OPEN,
        Part.ARRIVAL_CARD: _OPEN,
    }
)

# The part that each column of the case belongs to. What is not named here is the owner's own
# business (who leads, since when) and shown to whoever may open the case.
PART_OF: Mapping[str, Part] = MappingProxyType(
    {
        "age_band": Part.OFFER,
        "gender": Part.OFFER,
        "languages": Part.OFFER,
        "interpreter_needed": Part.OFFER,
        "risk_level": Part.OFFER,
        "children_count": Part.OFFER,
        "adult_on": Part.SUMMARY,
        "detection_channel": Part.SUMMARY,
        "exploitation_types": Part.SUMMARY,
        "migration_status": Part.SUMMARY,
        "territory": Part.SUMMARY,
        "victim_status": Part.SUMMARY,
        "otsh_class": Part.SUMMARY,
        "summary": Part.SUMMARY,
        "narrative": Part.NARRATIVE,
        "needs": Part.PLAN,
        "health": Part.HEALTH,
        "trafficking_history": Part.TRAFFICKING_HISTORY,
    }
)

# Purposes that open a part by themselves, whatever else the consent lists.
PURPOSE_PARTS: Mapping[str, frozenset[Part]] = MappingProxyType(
    {
        "share_identity": frozenset({Part.IDENTITY}),
        "share_health": frozenset({Part.HEALTH}),
        "share_trafficking_history": frozenset({Part.TRAFFICKING_HISTORY}),
    }
)
# The text of a child that every reader of the child must know.
KEEPS_CHILD_SAFE = "must_not_learn"
KEEPS_HER_SAFE = frozenset({Part.OFFER, Part.CONTACT_CARD, Part.ARRIVAL_CARD})


def disclosed(parts: Iterable[str], stage: Stage) -> frozenset[str]:
    """Return which of the agreed `parts` are open at `stage`; the owner has all of them."""
    agreed = frozenset(Part) if stage is Stage.OWN else frozenset(parts) | {Part.OFFER}
    return frozenset(part.value for part in Part if part in agreed and stage in DISCLOSURE[part])


def stage_of(case: Case, entity: Entity, grants: Iterable[CaseGrant]) -> Stage:
    """Return how `entity` stands to the case, by its grants."""
    if case.status == CaseStatus.BLOCKED or not any(grant.is_open for grant in grants):
        return Stage.CLOSED
    return Stage.OWN if case.owner_entity_id == entity.pk else Stage.ACCEPTED


def open_parts(case: Case, entity: Entity) -> frozenset[str]:
    """Return the codes of the parts that people of `entity` may see now. One query."""
    grants = [
        grant
        for grant in CaseGrant.objects.filter(case=case, entity=entity, closed_at=None)
        if grant.is_open
    ]
    stage = stage_of(case, entity, grants)
    agreed = {part for grant in grants for part in set(grant.parts) - set(grant.withheld)}
    return disclosed(agreed, stage)


def parts_of_consent(consent: Consent) -> frozenset[str]:
    """Return the parts that close when she withdraws this consent.

    A purpose that shares one part closes that part and what it lists besides. Every other purpose
    that is asked for one recipient is what its access rests on, and closes all of it.
    """
    parts = frozenset(consent.parts) | PURPOSE_PARTS.get(consent.purpose, frozenset())
    per_entity = vocabularies.entry("consent_scope", consent.purpose).get("per_entity")
    if per_entity and consent.purpose not in PURPOSE_PARTS:
        parts = frozenset(Part)
    return frozenset(str(part) for part in parts - KEEPS_HER_SAFE)


def rests_on_consent(grant: CaseGrant) -> bool:
    """Whether an access rests on her consent: its reason names no other basis of a referral."""
    others = set(vocabularies.codes("referral_basis")) - {"consent"}
    return grant.reason.removeprefix("referral_") not in others


def entries_seen(case: Case, entity: Entity, parts: frozenset[str]) -> Q:
    """Return which entries of the case people of `entity` see: `parts` are open to them."""
    sees_all = case.owner_entity_id == entity.pk or Part.SUMMARY in parts
    return Q(case=case) if sees_all else Q(case=case, entity=entity)


def sees_note(entry: CaseEntry | Child, case: Case, entity: Entity, parts: frozenset[str]) -> bool:
    """Whether people of `entity` read the note of an entry; `parts` are open to them."""
    if entry.entity_id == entity.pk:
        return True
    return entry.entity_id == case.owner_entity_id and Part.NARRATIVE in parts


def sees_text(
    name: str, entry: CaseEntry | Child, case: Case, entity: Entity, parts: frozenset[str]
) -> bool:
    """Whether people of `entity` who see the entry read its sealed text `name`."""
    return name == KEEPS_CHILD_SAFE or sees_note(entry, case, entity, parts)


def assessments_seen(case: Case, entity: Entity, parts: frozenset[str]) -> Q:
    """Return which filled forms of the case people of `entity` know of; `parts` are open to them."""
    own = Q(case=case, entity=entity)
    final = Q(case=case, status=AssessmentStatus.FINAL)
    if case.owner_entity_id == entity.pk or Part.SUMMARY in parts:
        return own | final
    open_codes = [form.code for form in questionnaires() if form.part in parts]
    return own | (final & Q(entity=case.owner_entity_id, code__in=open_codes))


def reads_answers(
    assessment: Assessment, case: Case, entity: Entity, parts: frozenset[str]
) -> bool:
    """Whether people of `entity` who know of a filled form read its answers."""
    if assessment.entity_id == entity.pk:
        return True
    form = version_of(assessment.code, assessment.version)
    is_open = form is not None and form.part in parts
    return assessment.entity_id == case.owner_entity_id and is_open
