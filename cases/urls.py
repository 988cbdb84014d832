"""The addresses of this room: by the reader's own code, records by handles."""

from django.urls import URLPattern, path

from cases.views import case, consents, entries, erasure, listing, person, reveal
from cases.views import custody, emergencies, marks

app_name = "cases"
urlpatterns: list[URLPattern] = [
    path("", listing.listing, name="list"),
    path("open/", listing.open_case, name="open"),
    path("search/", listing.search, name="search"),
    path("break-glass/", emergencies.break_glass, name="break_glass"),
    path("emergencies/", emergencies.listing, name="emergencies"),
    path("identity-requests/", custody.listing, name="identity_requests"),
    path("identity-requests/<str:handle>/", custody.answer, name="identity_request"),
    path("erasures/", erasure.listing, name="erasures"),
    path("erasures/<str:handle>/", erasure.detail, name="erasure"),
    path("erasures/<str:handle>/ask/", erasure.ask, name="ask_erasure"),
    path("erasures/<str:handle>/agree/", erasure.agree, name="agree_erasure"),
    path("erasures/<str:handle>/withdraw/", erasure.withdraw, name="withdraw_erasure"),
    path("<str:code>/", case.detail, name="detail"),
    path("<str:code>/edit/", case.edit, name="edit"),
    path("<str:code>/move/", case.move, name="move"),
    path("<str:code>/close/", case.close, name="close"),
    path("<str:code>/reopen/", case.reopen, name="reopen"),
    path("<str:code>/history/", case.history, name="history"),
    path("<str:code>/kept/", listing.kept, name="kept"),
    path("<str:code>/interventions/add/", entries.add_intervention, name="add_intervention"),
    path(
        "<str:code>/interventions/<str:handle>/correct/",
        entries.correct_intervention,
        name="correct_intervention",
    ),
    path("<str:code>/statuses/add/", entries.add_status, name="add_status"),
    path("<str:code>/children/add/", entries.add_child, name="add_child"),
    path("<str:code>/children/<str:handle>/edit/", entries.edit_child, name="edit_child"),
    path("<str:code>/consents/add/", consents.add, name="add_consent"),
    path("<str:code>/consents/<str:handle>/withdraw/", consents.withdraw, name="withdraw_consent"),
    path("<str:code>/entries/<str:kind>/<str:handle>/strike/", entries.strike, name="strike"),
    path(
        "<str:code>/entries/<str:kind>/<str:handle>/history/",
        entries.history,
        name="entry_history",
    ),
    path("<str:code>/person/contact/", person.contact, name="contact"),
    path("<str:code>/person/contact/reveal/", reveal.reveal_contact, name="reveal_contact"),
    path("<str:code>/person/identity/", person.identity, name="identity"),
    path("<str:code>/person/identity/reveal/", reveal.reveal_identity, name="reveal_identity"),
    path("<str:code>/person/identity/ask/", reveal.ask_identity, name="ask_identity"),
    path("<str:code>/person/identity/withdraw/", reveal.withdraw_request, name="withdraw_request"),
    path("<str:code>/marks/<str:kind>/", marks.set_mark, name="set_mark"),
    path("<str:code>/marks/<str:kind>/lift/", marks.lift_mark, name="lift_mark"),
    path("<str:code>/emergencies/<str:handle>/", emergencies.review, name="emergency"),
    path("<str:code>/person/history/", person.history, name="person_history"),
]
