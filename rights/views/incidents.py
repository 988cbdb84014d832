"""Incidents: reported by anybody in half a minute, then the register and its clock."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET

from audit.enums import AuditAction
from audit.services import record_read
from cases.services.guarding import About
from cases.views.pages import PER_PAGE, attempt, sent
from core.exceptions import PermissionRefused
from core.handles import handle_of
from entities.http import AuthenticatedRequest
from rights import forms, selectors, services, tables
from rights.permissions import can_list_incidents
from rights.views.acts import Act, Room, buttons, carry_out_act, tell_viewed
from rights.workflow import INCIDENT
from vault.reading import read_or_unavailable

ROOM = Room(
    "incident",
    "rights:incident",
    AuditAction.INCIDENT_VIEWED,
    {
        "assess": Act(
            gettext_lazy("Assess it"),
            gettext_lazy("Save"),
            forms.AssessForm,
            services.assess_incident,
            step=INCIDENT["assess"],
        ),
        "notify": Act(
            gettext_lazy("The authority was told"),
            gettext_lazy("Save"),
            forms.NotifyForm,
            services.notify_authority,
            step=INCIDENT["tell the authority"],
        ),
        "keep": Act(
            gettext_lazy("The authority need not be told"),
            gettext_lazy("Save"),
            forms.KeepForm,
            services.keep_inside,
            step=INCIDENT["do not tell it"],
            tone="secondary",
            lead=gettext_lazy("Only where a risk for the people concerned is unlikely."),
        ),
        "close": Act(
            gettext_lazy("Close it"),
            gettext_lazy("Close it"),
            forms.CloseForm,
            services.close_incident,
            step=INCIDENT["close"],
        ),
    },
)


@require_GET
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """Show the register: of all for data protection, of her entity for a coordinator."""
    if not can_list_incidents(request.user):
        raise PermissionRefused(_("This page is for data protection officers and coordinators."))
    pages = Paginator(selectors.incidents_visible_to(request.user), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    record_read(
        AuditAction.INCIDENT_LISTED, by=request.user, details={"count": len(page.object_list)}
    )
    context = {"page": page, "rows": tables.incident_rows(page, request.user)}
    return render(request, "rights/incident_list.html", context)


@sensitive_post_parameters()
def report(request: AuthenticatedRequest) -> HttpResponse:
    """Take a report; whoever may see the register goes on to it, others are thanked."""
    form = forms.ReportForm(sent(request), about=About(request.user))
    found = attempt(
        request, form, lambda: services.report_incident(by=request.user, **form.cleaned_data)
    )
    if not found:
        return render(request, "rights/report.html", {"form": form})
    messages.success(request, _("Thank you. Data protection knows now; the 72 hours are running."))
    if can_list_incidents(request.user):
        handle = handle_of(found.pk, entity_id=request.user.entity_id)
        return redirect("rights:incident", handle)
    return redirect("home")


@require_GET
@sensitive_variables()
def detail(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show an incident, its texts included: they are written for those who may see it."""
    found = selectors.incident_for(request.user, handle)
    tell_viewed(request, ROOM, found)
    label, tone = tables.tag_of(found)
    texts = [
        (_("In a few words"), read_or_unavailable(found, "story")),
        (_("What was learnt"), read_or_unavailable(found, "lessons")),
    ]
    since = found.happened_on or timezone.localdate(found.aware_at)
    context = {
        "handle": handle,
        "title": f"{found.number} · {found.get_kind_display()}",
        "tag_label": label,
        "tag_tone": tone,
        "rows": [*tables.incident_facts(found), *((name, text) for name, text in texts if text)],
        "acts": buttons(ROOM, found, request.user),
        "back": "rights:incidents",
        "is_late": tables.is_late(found),
        "since": since,
    }
    return render(request, "rights/incident_detail.html", context)


@sensitive_post_parameters()
@sensitive_variables()
def act(request: AuthenticatedRequest, handle: str, act: str) -> HttpResponse:
    """Do one of the acts with an incident."""
    found = selectors.incident_for(request.user, handle)
    return carry_out_act(request, ROOM, found, act)
