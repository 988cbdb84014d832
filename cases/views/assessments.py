"""Filled forms of a case: listed, filled, taken up again, read, printed."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from audit.denials import record_denial
from audit.enums import AuditAction
from audit.services import record_read
from cases import selectors, services
from cases.disclosure import reads_answers
from cases.forms.assessments import AssessmentForm
from cases.forms.merging import merged
from cases.models import Assessment, Case
from cases.permissions import can_correct
from cases.selectors import versions
from cases.services.writing import ChangedMeanwhile, version_of
from cases.tables import assessments as tables
from cases.tables.timeline import Reader
from cases.tables.words import name_for
from cases.views.entries import require_worker
from cases.views.pages import attempt, reader_of, sent, tell_reading
from core.codes import show_code
from core.exceptions import Conflict, NotVisible, PermissionRefused
from core.pdf import print_pdf
from entities.http import AuthenticatedRequest
from questionnaires import selectors as library
from questionnaires.answers import answered_sections
from questionnaires.definitions import in_words
from questionnaires.forms import initial_of


def listing(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the filled forms of a case: as a panel of its page, or as a page of its own."""
    case = selectors.case_for(request.user, code)
    reader = reader_of(request, case)
    tell_reading(request, case, "assessments")
    rows = selectors.assessments_of(case, request.user.entity, reader.parts)
    context = {
        "shown": show_code(reader.code),
        "code": reader.code,
        "rows": tables.assessment_rows(reader, rows),
        "can_work": reader.can_work,
    }
    page = "cases/assessment_list.html"
    return render(request, f"{page}#panel" if request.htmx else page, context)


def choose(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the forms that can be filled without a flowchart."""
    case = selectors.case_for(request.user, code)
    require_worker(request, case)
    forms = [(one, in_words(one.about)) for one in library.questionnaires()]
    own = selectors.code_for(case, request.user.entity)
    context = {"code": own, "shown": show_code(own), "rows": forms}
    return render(request, "cases/assessment_choose.html", context)


@sensitive_post_parameters()
def fill(request: AuthenticatedRequest, code: str, form: str) -> HttpResponse:
    """Fill a form; what is kept as a draft is taken up again on its own page."""
    case = selectors.case_for(request.user, code)
    questionnaire = library.latest(form)
    if questionnaire is None:
        raise NotVisible
    require_worker(request, case)
    reader = reader_of(request, case)
    children = selectors.children_of(case, request.user.entity, reader.parts)
    asked = AssessmentForm(
        sent(request),
        questionnaire=questionnaire,
        user=request.user,
        case=case,
        children=children if questionnaire.about_child else None,
    )
    if row := attempt(request, asked, lambda: _save(request, case, asked)):
        return _after(request, reader, row)
    return _ask(request, reader, asked)


@sensitive_post_parameters()
def edit(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Take a draft up again, of one's own or of a colleague."""
    case = selectors.case_for(request.user, code)
    draft: Assessment = selectors.entry_for(request.user, case, "assessment", handle)
    questionnaire = library.version_of(draft.code, draft.version)
    _require_draft(request, draft)
    require_worker(request, case)
    if questionnaire is None:
        raise NotVisible
    reader = reader_of(request, case)
    tell_reading(request, case, "assessment", target=draft.pk)
    form = AssessmentForm(
        sent(request), questionnaire=questionnaire, user=request.user, case=case, draft=draft
    )
    try:
        if row := attempt(request, form, lambda: _save(request, case, form, draft)):
            return _after(request, reader, row)
    except ChangedMeanwhile as conflict:
        return _ask_again(request, reader, form, draft, conflict)
    return _ask(request, reader, form)


def read(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Show a filled form to people to whom its answers are open."""
    case, row, reader = _readable(request, code, handle)
    tell_reading(request, case, "assessment", target=row.pk)
    own = can_correct(request.user, row) and reader.can_work and row.struck_at is None
    context = {
        **_told(reader, row),
        "handle": handle,
        "can_strike": own,
        "can_edit": own and not row.is_final,
    }
    return render(request, "cases/assessment_detail.html", context)


def print_assessment(request: AuthenticatedRequest, code: str, handle: str) -> HttpResponse:
    """Print a filled form as PDF; printing is recorded as such."""
    case, row, reader = _readable(request, code, handle)
    record_read(
        AuditAction.ASSESSMENT_PRINTED,
        by=request.user,
        case=case.pk,
        target=row.pk,
        details={"form": row.code},
    )
    context = {**_told(reader, row), "language": get_language()}
    printed = print_pdf(render_to_string("cases/assessment_print.html", context))
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{show_code(reader.code)}.pdf"'
    return answer


def _readable(
    request: AuthenticatedRequest, code: str, handle: str
) -> tuple[Case, Assessment, Reader]:
    case = selectors.case_for(request.user, code)
    row: Assessment = selectors.entry_for(request.user, case, "assessment", handle)
    reader = reader_of(request, case)
    if not reads_answers(row, case, request.user.entity, reader.parts):
        raise PermissionRefused(_("What was answered is open to the entity that wrote it."))
    return case, row, reader


def _told(reader: Reader, row: Assessment) -> dict[str, object]:
    label, tone = tables.tag_of(row)
    questionnaire = library.version_of(row.code, row.version)
    return {
        "code": reader.code,
        "shown": show_code(reader.code),
        "row": row,
        "title": tables.title_of(row),
        "who": name_for(reader.user, row.finished_by or row.recorded_by),
        "tag_label": label,
        "tag_tone": tone,
        "told": tables.told(reader, row),
        "proposal": questionnaire is not None and questionnaire.proposal,
    }


def _require_draft(request: AuthenticatedRequest, draft: Assessment) -> None:
    if not can_correct(request.user, draft):
        raise PermissionRefused(_("Only people of the entity that wrote it correct an entry."))
    if draft.is_final or draft.struck_at is not None:
        raise Conflict(
            _("This form is finished and never changes."),
            _("Fill a newer one, or strike this one out with a reason."),
        )


def _save(
    request: AuthenticatedRequest,
    case: Case,
    form: AssessmentForm,
    draft: Assessment | None = None,
) -> Assessment:
    act = services.save_draft if form.is_draft else services.finish_assessment
    return act(case=case, filled=form.filled(), by=request.user, draft=draft)


def _after(request: AuthenticatedRequest, reader: Reader, row: Assessment) -> HttpResponseRedirect:
    said = _("The form is finished.") if row.is_final else _("The draft is kept.")
    messages.success(request, said)
    return redirect("cases:assessment", show_code(reader.code), reader.handle(row))


def _ask(
    request: AuthenticatedRequest, reader: Reader, form: AssessmentForm, **more: object
) -> HttpResponse:
    context = {
        "code": reader.code,
        "shown": show_code(reader.code),
        "form": form,
        "title": form.questionnaire.title,
        "about": in_words(form.questionnaire.about),
        **more,
    }
    return render(request, "cases/assessment_form.html", context)


def _ask_again(
    request: AuthenticatedRequest,
    reader: Reader,
    form: AssessmentForm,
    draft: Assessment,
    conflict: ChangedMeanwhile,
) -> HttpResponse:
    """Show what somebody else wrote meanwhile beside what she typed; nothing was saved."""
    record_denial(request, status=HTTPStatus.CONFLICT)
    now, before = versions.answers_now_and_before(draft, form.version_seen())
    names = form.questionnaire.items
    data = merged(
        form,
        before={name: initial_of(before).get(name) for name in names},
        now={name: initial_of(now).get(name) for name in names},
    )
    data["seen"] = str(version_of(draft))
    changed = {name: answer for name, answer in now.items() if before.get(name) != answer}
    answer = _ask(
        request,
        reader,
        AssessmentForm(
            data,
            questionnaire=form.questionnaire,
            user=request.user,
            case=reader.case,
            draft=draft,
        ),
        warning=f"{conflict.explanation} {conflict.advice}",
        rows=[
            row for _legend, rows in answered_sections(form.questionnaire, changed) for row in rows
        ],
    )
    answer.status_code = HTTPStatus.CONFLICT
    return answer
