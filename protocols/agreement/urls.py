"""Addresses of an agreement, inside those of a version."""

from django.urls import path

from protocols.agreement.views import approving, consulting

urlpatterns = [
    path("", consulting.show, name="agreement"),
    path("prepare/", consulting.prepare, name="prepare_consultation"),
    path("people/", consulting.add_person, name="ask_person"),
    path("people/<slug:handle>/remove/", consulting.remove_person, name="strike_person"),
    path("people/<slug:handle>/link/", consulting.issue_link, name="issue_link"),
    path("people/<slug:handle>/settle/", consulting.settle_answer, name="settle_answer"),
    path("comments/<slug:handle>/settle/", consulting.settle_comment, name="settle_comment"),
    path("open/", consulting.open_, name="open_consultation"),
    path("end/", consulting.end, name="end_consultation"),
    path("withdraw/", consulting.withdraw, name="withdraw_consultation"),
    path("approve/", approving.approve, name="approve"),
    path("give-up/", approving.give_up, name="give_up"),
    path("record.pdf", approving.send_record, name="record"),
]
