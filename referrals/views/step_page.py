"""What the page of a step holds."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.disclosure import open_parts, reads_answers
from cases.permissions import can_work
from cases.selectors import children_of
from core import vocabularies
from core.codes import read_code, show_code
from core.handles import handle_of
from entities.models import User
from protocols.definition import Definition, say
from protocols.elements import CallActivity, UserTask
from protocols.selectors import definition_of
from questionnaires import selectors as library
from questionnaires.titles import FormTitles
from referrals import forms, workflow
from referrals.enums import WAITING, StepKind, StepStatus
from referrals.form_steps import FilledStepForm
from referrals.models import Referral, Step
from referrals.permissions import can_refer_step
from referrals.selectors import steps
from referrals.selectors.effects import awaits_status, proposals
from referrals.selectors.elements import Elements
from referrals.times import deadline_state
from referrals.views import words

Bound = Mapping[str, django_forms.Form]


def page_of(step: Step, user: User, *, code: str, bound: Bound) -> dict[str, Any]:
    """Return the context of the page; `bound` are forms that were sent and not accepted."""
    definition = definition_of(step.run.version)
    language = get_language() or "es"
    node = Elements(step.run).node(step.element)
    task = node if isinstance(node, UserTask) else UserTask(id=step.element)
    living = steps.living_referrals(step)
    needed = steps.consents_of_step(step.run, definition, step, referrals=living)
    tag_label, tag_tone = _tag(step)
    return {
        "code": code,
        "case_code": read_code(code),
        "step": step,
        "run": step.run,
        "title": say(node.labels, language),
        "protocol": say(definition.labels, language),
        "note": say(node.notes, language),
        "facts": _facts(definition, step, task, language),
        "tag_label": tag_label,
        "tag_tone": tag_tone,
        "consents": [
            (vocabularies.label("consent_scope", one), agrees) for one, agrees in needed.items()
        ],
        "consents_missing": not all(needed.values()),
        "call": _called(node, language),
        "referral": _referral_link(living, user),
        **_forms(step, task, user, bound),
        "decline": _decline(definition, step, user, bound),
        "filled": _filled_link(step, user, code),
    }


def _forms(step: Step, task: UserTask, user: User, bound: Bound) -> dict[str, Any]:
    """Return the forms of what this person may do now, and nothing for what she may not."""
    works = can_work(user, step.run.case)
    allowed = partial(_may, user, step, works=works)
    is_task = step.kind == StepKind.TASK
    records = is_task and (step.how == "recorded" or step.status == StepStatus.TO_REFER)
    completes = allowed("complete") and step.how != "recorded"
    effect = proposals(task) if works and awaits_status(step, task) else ()
    return {
        "complete": bound.get("complete") or (step_form(step, task, user) if completes else None),
        "record": bound.get("record")
        or (forms.RecordForm(task=task) if records and allowed("record") else None),
        "effect": bound.get("effect") or (forms.EffectForm(values=effect) if effect else None),
        "may_refer": works
        and is_task
        and step.status == StepStatus.TO_REFER
        and can_refer_step(user, step),
    }


def step_form(
    step: Step, task: UserTask, user: User, data: QueryDict | None = None
) -> forms.StepForm | FilledStepForm:
    """Return what is asked to complete the step: its form where the library knows it."""
    draft = steps.own_draft(step, user)
    if draft is not None:
        questionnaire = library.version_of(draft.code, draft.version)
    else:
        questionnaire = library.latest(task.form)
    if questionnaire is None:
        return forms.StepForm(data, task=task)
    case, children = step.run.case, None
    if questionnaire.about_child:
        children = children_of(case, user.entity, open_parts(case, user.entity))
    return FilledStepForm(
        data,
        task=task,
        questionnaire=questionnaire,
        user=user,
        case=case,
        draft=draft,
        children=children,
    )


def _filled_link(step: Step, user: User, code: str) -> dict[str, str] | None:
    """Return where the form of the step is read, for people to whom its answers are open."""
    row = step.assessment
    if row is None or not (row.is_final or row.entity_id == user.entity_id):
        return None
    case = step.run.case
    if not reads_answers(row, case, user.entity, open_parts(case, user.entity)):
        return None
    handle = handle_of(row.pk, entity_id=user.entity_id)
    return {
        "title": FormTitles().get(row.code, row.code),
        "url": reverse("cases:assessment", args=[code, handle]),
        "status": row.get_status_display(),
        "tone": "good" if row.is_final else "warn",
    }


def _may(user: User, step: Step, name: str, *, works: bool) -> bool:
    transition = workflow.STEP[name]
    return works and step.status in transition.sources and transition.rule(user, step)


def _decline(
    definition: Definition, step: Step, user: User, bound: Bound
) -> django_forms.Form | None:
    if "decline" in bound:
        return bound["decline"]
    if not _may(user, step, "decline", works=can_work(user, step.run.case)):
        return None
    return forms.DeclineStepForm(mandatory=steps.is_mandatory(definition, step))


def _tag(step: Step) -> tuple[str, str]:
    if step.status not in WAITING:
        return str(
            step.get_status_display()
        ), "good" if step.status == StepStatus.DONE else "neutral"
    label, tone = words.deadline_tag(
        deadline_state(step.opened_at, step.due_at, now=timezone.now())
    )
    return (label, tone) if label else (str(step.get_status_display()), "info")


def _facts(
    definition: Definition, step: Step, task: UserTask, language: str
) -> list[tuple[str, Any]]:
    lane = say(Elements(step.run).lane(step.lane).labels, language) if step.lane else ""
    found: list[tuple[str, Any]] = [
        (_("Where it stands"), step.get_status_display()),
        (_("Whose step it is"), lane),
        (_("With"), step.entity.name if step.entity else _("Nobody yet")),
    ]
    if step.due_at:
        kind = _("by law") if step.due_kind == "legal" else _("agreed between the services")
        found.append((_("Due"), f"{_moment(step.due_at)} · {kind}"))
    if task.basis:
        known = definition.sources
        sources = [say(known[code], language) if code in known else code for code in task.basis]
        found.append((_("Where it comes from"), "\n".join(sources)))
    if step.recorded_on:
        source = step.get_recorded_source_display()
        found.append((_("Recorded"), f"{date_format(step.recorded_on)} · {source}"))
    return found


def _moment(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _called(node: object, language: str) -> str:
    if not isinstance(node, CallActivity):
        return ""
    return say(node.labels, language) or node.calls


def _referral_link(living: list[Referral], user: User) -> dict[str, Any] | None:
    if not living:
        return None
    referral = living[0]
    shows = user.entity_id in {referral.referring_entity_id, referral.receiving_entity_id}
    return {
        "url": reverse("referrals:detail", args=[show_code(referral.code)]) if shows else "",
        "status": words.status_label(referral.status),
        "tone": words.tone_of(referral.status),
        "entity": referral.receiving_entity.name,
    }
