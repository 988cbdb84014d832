"""Orders of authorities: written down, approved by a second person, handed over once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET

from audit.enums import AuditAction
from audit.services import record_read
from cases.views.pages import PER_PAGE, attempt, sent
from core.exceptions import NotVisible, PermissionRefused
from core.handles import handle_of
from core.pdf import require_printer
from entities.http import AuthenticatedRequest
from rights import forms, selectors, services, tables
from rights.fields import CONTACT, IDENTITY
from rights.models import Order
from rights.permissions import can_list_orders, is_officer
from rights.tables.copies import Section, sections_of_order
from rights.views.acts import Act, Room, buttons, carry_out_act, show_act, tell_viewed
from rights.views.requests import answer_with
from rights.workflow import ORDER
from vault import doors
from vault.enums import Purpose, Tier
from vault.reading import read_or_unavailable

ROOM = Room(
    "order",
    "rights:order",
    AuditAction.ORDER_VIEWED,
    {
        "approve": Act(
            gettext_lazy("Approve it as second person"),
            gettext_lazy("Approve it"),
            forms.ApproveForm,
            services.approve_order,
            step=ORDER["approve"],
        ),
        "narrow": Act(
            gettext_lazy("Narrow it"),
            gettext_lazy("Narrow it"),
            forms.NarrowForm,
            services.narrow_order,
            step=ORDER["narrow"],
            tone="secondary",
        ),
        "refuse": Act(
            gettext_lazy("Refuse it"),
            gettext_lazy("Refuse it"),
            forms.RefuseOrderForm,
            services.refuse_order,
            step=ORDER["refuse"],
            tone="secondary",
        ),
        "hand_over": Act(
            gettext_lazy("Hand it over"),
            gettext_lazy("Make the disclosure"),
            forms.HandOverForm,
            services.hand_over_order,
            step=ORDER["hand over"],
            lead=gettext_lazy(
                "A file with exactly the fields of the order is made, once. It is recorded"
                " before it is opened."
            ),
        ),
    },
)


@require_GET
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """List the orders she may know of."""
    if not can_list_orders(request.user):
        raise PermissionRefused(_("This page is for data protection, coordinators and custodians."))
    pages = Paginator(selectors.orders_visible_to(request.user), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    record_read(AuditAction.ORDER_LISTED, by=request.user, details={"count": len(page.object_list)})
    names = selectors.names_of_cases(request.user, [row.case for row in page])
    context = {
        "page": page,
        "rows": tables.order_rows(page, names, request.user),
        "can_add": is_officer(request.user),
    }
    return render(request, "rights/order_list.html", context)


@sensitive_post_parameters()
def add(request: AuthenticatedRequest) -> HttpResponse:
    """Write an order down, by the reference of the case."""
    if not is_officer(request.user):
        raise PermissionRefused(_("This page is for data protection."))
    form = forms.OrderForm(sent(request))
    found = attempt(request, form, lambda: _record(request, form.cleaned_data))
    if found:
        messages.success(request, _("It is written down. A second person has to approve."))
        return redirect("rights:order", handle_of(found.pk, entity_id=request.user.entity_id))
    words = {"back": "rights:orders", "title": _("Write down an order"), "submit": _("Save")}
    return render(request, "rights/add.html", {"form": form, **words})


def _record(request: AuthenticatedRequest, answers: dict[str, Any]) -> Order:
    case = selectors.case_by_reference(request.user, answers["reference"])
    if case is None:
        raise NotVisible
    return services.record_order(
        case=case,
        by=request.user,
        basis=answers["basis"],
        authority=answers["authority"],
        reference=answers["file_number"],
        ordered_on=answers["ordered_on"],
        fields=answers["fields_out"],
        unblocks=answers["unblocks"],
    )


@require_GET
def detail(request: AuthenticatedRequest, handle: str) -> HttpResponse:
    """Show an order: who asks, for which fields, and who approved; no value of them."""
    found = selectors.order_for(request.user, handle)
    tell_viewed(request, ROOM, found)
    label, tone = tables.tag_of(found)
    names = [
        (_("Which authority"), read_or_unavailable(found, "authority")),
        (_("Its reference number"), read_or_unavailable(found, "reference")),
    ]
    context = {
        "handle": handle,
        "title": found.get_basis_display(),
        "code": selectors.names_of_cases(request.user, [found.case]).get(found.case_id, ""),
        "tag_label": label,
        "tag_tone": tone,
        "rows": [*names, *tables.order_facts(found)],
        "acts": buttons(ROOM, found, request.user),
        "back": "rights:orders",
    }
    return render(request, "rights/order_detail.html", context)


@sensitive_post_parameters()
@sensitive_variables()
def act(request: AuthenticatedRequest, handle: str, act: str) -> HttpResponse:
    """Do one of the acts with an order; handing over is a file instead of a page."""
    found = selectors.order_for(request.user, handle)
    if act != "hand_over":
        return carry_out_act(request, ROOM, found, act)
    ROOM.acts[act].check(found, request.user)
    form = forms.HandOverForm(sent(request), request=request, record=found)
    if not form.is_valid():
        return show_act(request, ROOM, found, ROOM.acts[act], form)
    return _hand_over(request, found, form.cleaned_data["justification"])


@sensitive_variables()
def _hand_over(request: AuthenticatedRequest, found: Order, justification: str) -> HttpResponse:
    """Close the order first, so that it opens once; then make exactly what it names."""
    require_printer()
    services.hand_over_order(order=found, by=request.user)
    sections = _opened(request, found, justification)
    return answer_with(sections, "pdf")


@sensitive_variables()
def _opened(request: AuthenticatedRequest, found: Order, justification: str) -> list[Section]:
    """Open only the tiers that the order needs, each recorded by the vault before."""
    case, wanted = found.case, set(found.fields)
    tiers = [(Tier.CONTACT, set(CONTACT)), (Tier.IDENTITY, set(IDENTITY))]
    sections = sections_of_order(case, wanted - set(CONTACT) - set(IDENTITY))
    for tier, names in tiers:
        if case.person is None or not wanted & names:
            continue
        with doors.reveal(
            case.person,
            tier=tier,
            by=request.user,
            case=case.pk,
            purpose=Purpose.LEGAL_PROCEEDINGS,
            justification=justification,
        ):
            sections = [*sections_of_order(case, wanted & names), *sections]
    return sections
