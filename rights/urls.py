from django.urls import URLPattern, path

from rights.views import incidents, orders, request_acts, requests

app_name = "rights"


def _acts(noun: str, view: object, acts: object) -> list[URLPattern]:
    return [
        path(f"{noun}s/<str:handle>/{act}/", view, {"act": act}, name=f"{noun}_{act}")  # type: ignore[call-overload]
        for act in acts  # type: ignore[attr-defined]
    ]


urlpatterns = [
    path("requests/", requests.listing, name="requests"),
    path("requests/new/", requests.add, name="add_request"),
    path("requests/<str:handle>/", requests.detail, name="request"),
    *_acts("request", requests.act, request_acts.ROOM.acts),
    path("cases/<str:code>/", requests.of_case, name="of_case"),
    path("incidents/", incidents.listing, name="incidents"),
    path("incidents/new/", incidents.report, name="report"),
    path("incidents/<str:handle>/", incidents.detail, name="incident"),
    *_acts("incident", incidents.act, incidents.ROOM.acts),
    path("orders/", orders.listing, name="orders"),
    path("orders/new/", orders.add, name="add_order"),
    path("orders/<str:handle>/", orders.detail, name="order"),
    *_acts("order", orders.act, orders.ROOM.acts),
]
