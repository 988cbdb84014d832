from django.urls import URLPattern, path

from entities.views import decisions, entities, people, profile

app_name = "entities"
urlpatterns: list[URLPattern] = [
    path("", entities.show_list, name="list"),
    path("new/", entities.create, name="create"),
    path("at/<slug:code>/", entities.detail, name="detail"),
    path("at/<slug:code>/change/", entities.change, name="change"),
    path("at/<slug:code>/services/new/", entities.create_service, name="create_service"),
    path("at/<slug:code>/services/<slug:handle>/", entities.change_service, name="change_service"),
    path("people/", people.staff, name="staff"),
    path("people/new/", people.create, name="create_person"),
    path("people/<slug:handle>/", people.detail, name="person"),
    path("people/<slug:handle>/change/", people.change, name="change_person"),
    path("people/<slug:handle>/grant/", people.grant, name="grant_role"),
    path("people/<slug:handle>/end/", people.end_role, name="end_role"),
    path("people/<slug:handle>/move/", people.move, name="move_person"),
    path("people/<slug:handle>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<slug:handle>/reactivate/", people.reactivate, name="reactivate"),
    path("people/<slug:handle>/link/", people.send_link, name="send_link"),
    path("people/<slug:handle>/lift/", people.lift, name="lift_suspension"),
    path("people/<slug:handle>/role/ask/", decisions.ask_role, name="ask_role"),
    path("people/<slug:handle>/email/", decisions.ask_email, name="ask_email"),
    path("people/<slug:handle>/factors/", decisions.ask_reset, name="ask_reset"),
    path("decisions/", decisions.show_list, name="decisions"),
    path("decisions/suspend/", decisions.ask_suspension, name="ask_suspension"),
    path("decisions/<slug:handle>/", decisions.detail, name="decision"),
    path("decisions/<slug:handle>/agree/", decisions.agree, name="agree_decision"),
    path("decisions/<slug:handle>/stop/", decisions.stop, name="stop_decision"),
    path("decisions/<slug:handle>/lift/", decisions.lift, name="lift_silent"),
    path("me/", profile.show, name="profile"),
    path("me/end-sessions/", profile.end_sessions, name="end_sessions"),
]
