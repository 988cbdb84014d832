"""Addresses of trying out, inside those of a version."""

from django.urls import path

from protocols.tryout import views

urlpatterns = [
    path("try/", views.show_walk, name="try"),
    path("try/move/", views.make_move, name="try_move"),
    path("try/back/", views.step_back, name="try_back"),
    path("examples/", views.show_examples, name="examples"),
    path("examples/add/", views.add_example, name="add_example"),
    path("examples/<int:example>/", views.change_example, name="change_example"),
    path("examples/<int:example>/remove/", views.remove_example, name="remove_example"),
]
