from django.urls import URLPattern, path

from notices import views

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("", views.show_list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<slug:handle>/open/", views.open_one, name="open"),
]
