"""How a draft begins: from nothing, from another version, or with a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.exceptions import PermissionRefused
from entities.http import AuthenticatedRequest
from protocols.findings import MalformedProtocol
from protocols.selectors import file_of, version_for
from protocols.studio import services, tables
from protocols.studio.forms import ImportForm, NewDraftForm
from protocols.studio.importing import Imported, take_in
from protocols.studio.permissions import can_make_drafts
from protocols.studio.words import name_of
from protocols.writer import write


def _check(request: AuthenticatedRequest) -> None:
    if not can_make_drafts(request.user):
        raise PermissionRefused(_("You may not make drafts."))


def new(request: AuthenticatedRequest) -> HttpResponse:
    """Begin a flowchart from nothing."""
    _check(request)
    form = NewDraftForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        xml = write(form.definition())
        version = services.create_draft(xml=xml, source="nothing", by=request.user)
        messages.success(request, _("The draft is there: it begins with one step."))
        return redirect(tables.address(version, "table"))
    return render(
        request, "protocols/studio/begin.html", {"form": form, "title": _("New flowchart")}
    )


def import_file(request: AuthenticatedRequest) -> HttpResponse:
    """Begin a draft with a .bpmn file."""
    _check(request)
    is_sent = request.method == "POST"
    form = ImportForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        try:
            taken = take_in(form.cleaned_data["file"])
            version = services.create_draft(xml=taken.xml, source="file", by=request.user)
        except MalformedProtocol as refused:
            for finding in refused.findings:
                form.add_error("file", f"{finding.element}: {finding.message}".lstrip(": "))
        else:
            messages.success(request, _("The file was read and is now a draft."))
            _tell_of_texts(request, taken)
            return redirect(tables.address(version, "table"))
    context = {"form": form, "title": _("Import a flowchart"), "submit": _("Import")}
    return render(request, "protocols/studio/begin.html", context)


def _tell_of_texts(request: AuthenticatedRequest, taken: Imported) -> None:
    """Say by id what became of the texts that stood on the drawing."""
    for name, about in taken.kept.items():
        said = {"name": name, "about": name_of(taken.definition, about)}
        messages.info(
            request, _("The text “%(name)s” on the drawing is now a note of “%(about)s”.") % said
        )
    for name in taken.dropped:
        words = _("The text “%(name)s” on the drawing is too long for a note and was left out.")
        messages.warning(request, words % {"name": name})


@require_POST
def copy(request: AuthenticatedRequest, slug: str, number: int) -> HttpResponse:
    """Begin a draft with the file of another version."""
    version = version_for(request.user, slug, number)
    made = services.create_draft(
        xml=file_of(version), source="version", by=request.user, like=version
    )
    messages.success(request, _("The draft is there: it begins as that version is."))
    return redirect(tables.address(made, "table"))
