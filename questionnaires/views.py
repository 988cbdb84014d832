"""The forms, and each as it will look: nothing of a case."""

from django.http import HttpResponse
from django.shortcuts import render

from core import vocabularies
from core.exceptions import NotVisible
from entities.http import AuthenticatedRequest
from questionnaires.definitions import in_words
from questionnaires.forms import QuestionnaireForm
from questionnaires.permissions import can_read_questionnaires
from questionnaires.selectors import questionnaires, version_of, versions


def listing(request: AuthenticatedRequest) -> HttpResponse:
    """List the forms, each in its newest version."""
    if not can_read_questionnaires(request.user):
        raise NotVisible
    rows = [(form, in_words(form.about)) for form in questionnaires()]
    return render(request, "questionnaires/questionnaire_list.html", {"rows": rows})


def detail(request: AuthenticatedRequest, form: str, number: int) -> HttpResponse:
    """Show one version of a form as it will look; what is typed goes nowhere."""
    shown = version_of(form, number)
    if shown is None or not can_read_questionnaires(request.user):
        raise NotVisible
    context = {
        "questionnaire": shown,
        "about": in_words(shown.about),
        "part": vocabularies.label("disclosure_part", shown.part),
        "form": QuestionnaireForm(questionnaire=shown),
        "sources": [in_words(source) for source in shown.sources],
        "others": [one for one in versions(form) if one.version != number],
    }
    return render(request, "questionnaires/questionnaire_detail.html", context)
