from django.urls import path

from audit import views

app_name = "audit"
urlpatterns = [
    path("", views.list_events, name="list"),
    path("export/", views.export, name="export"),
    path("<int:number>/", views.show_event, name="detail"),
    path("<int:number>/reason/", views.open_reason, name="reason"),
]
