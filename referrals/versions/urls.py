"""Addresses of the plans for running cases of a version."""

from django.urls import URLPattern, path

from referrals.versions import views

_PLAN = "migrations/<slug:slug>/<int:number>/<int:plan>/"

urlpatterns: list[URLPattern] = [
    path("migrations/<slug:slug>/<int:number>/", views.show_migrations, name="migrations"),
    path(_PLAN, views.show_migration, name="migration"),
    path(f"{_PLAN}change/", views.change_migration, name="change_migration"),
    path(f"{_PLAN}suggestion/", views.take_suggestion, name="take_suggestion"),
    path(f"{_PLAN}start/", views.start_migration, name="start_migration"),
    path(f"{_PLAN}stop/", views.stop_migration, name="stop_migration"),
    path(f"{_PLAN}take-back/", views.take_back_migration, name="take_back_migration"),
]
