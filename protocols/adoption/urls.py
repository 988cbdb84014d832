"""Addresses of who adopts a version."""

from django.urls import path

from protocols.adoption import views

urlpatterns = [
    path("", views.show_adoption, name="adoption"),
    path("<str:lane>/", views.adopt, name="adopt"),
    path("<str:lane>/withdraw/", views.leave, name="leave_adoption"),
]
