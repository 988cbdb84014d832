"""Addresses of simulations, inside those of a version."""

from django.urls import path

from protocols.simulation import views

urlpatterns = [
    path("", views.show_simulations, name="simulations"),
    path("new/", views.ask_simulation, name="simulate"),
    path("<int:simulation>/", views.show_simulation, name="simulation"),
]
