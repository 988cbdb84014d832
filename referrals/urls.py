"""Addresses of this room: by the reader's code of a case, or the referral's own code."""

from django.urls import URLPattern, URLResolver, include, path

from referrals import views

app_name = "referrals"
_RUN = "cases/<str:code>/runs/<int:number>/"
_STEP = f"{_RUN}steps/<str:element>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.worklist, name="worklist"),
    path("", include("referrals.versions.urls")),
    path("inbox/", views.inbox, name="inbox"),
    path("cases/<str:code>/", views.case_referrals, name="case_referrals"),
    path("cases/<str:code>/refer/", views.refer_case, name="refer_case"),
    path("cases/<str:code>/runs/", views.case_runs, name="case_runs"),
    path("cases/<str:code>/runs/start/", views.start_run, name="start_run"),
    path("flowcharts/<slug:slug>/<int:number>/waiting/", views.show_waiting, name="waiting"),
    path(
        "flowcharts/<slug:slug>/<int:number>/waiting.pdf",
        views.print_waiting,
        name="print_waiting",
    ),
    path(_RUN, views.show_run, name="run"),
    path(f"{_RUN}end/", views.end_run, name="end_run"),
    path(f"{_RUN}picture.pdf", views.print_run, name="print_run"),
    path(_STEP, views.show_step, name="step"),
    path(f"{_STEP}complete/", views.complete_step, name="complete_step"),
    path(f"{_STEP}record/", views.record_step, name="record_step"),
    path(f"{_STEP}decline/", views.decline_step, name="decline_step"),
    path(f"{_STEP}refer/", views.refer_step, name="refer_step"),
    path(f"{_STEP}status/", views.confirm_status, name="confirm_status"),
    path("r/<str:code>/", views.show_referral, name="detail"),
    *(path(f"r/<str:code>/{name}/", views.act, {"name": name}, name=name) for name in views.ACTS),
]
