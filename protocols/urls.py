"""Addresses of the flowcharts."""

from django.urls import include, path

from protocols import views
from protocols.differences.views import compare

app_name = "protocols"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("<slug:slug>/<int:number>/", views.show_detail, name="detail"),
    path("<slug:slug>/<int:number>/", include("protocols.tryout.urls")),
    path("<slug:slug>/<int:number>/simulations/", include("protocols.simulation.urls")),
    path("<slug:slug>/<int:number>/compare/", compare, name="compare"),
    path("<slug:slug>/<int:number>/adoption/", include("protocols.adoption.urls")),
]
