"""The addresses of this room."""

from django.urls import URLPattern, path

from questionnaires import views

app_name = "questionnaires"
urlpatterns: list[URLPattern] = [
    path("", views.listing, name="list"),
    path("<slug:form>/<int:number>/", views.detail, name="detail"),
]
