from django.urls import URLPattern, path

from entities.views import entities, people, profile

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
    path("me/", profile.show, name="profile"),
    path("me/end-sessions/", profile.end_sessions, name="end_sessions"),
]
