"""Addresses of the flowcharts."""

from django.urls import include, path

from protocols import views
from protocols.agreement.views import answering
from protocols.differences.views import compare

app_name = "protocols"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("<slug:slug>/<int:number>/", views.show_detail, name="detail"),
    path("<slug:slug>/<int:number>/", include("protocols.tryout.urls")),
    path("<slug:slug>/<int:number>/simulations/", include("protocols.simulation.urls")),
    path("<slug:slug>/<int:number>/compare/", compare, name="compare"),
    path("<slug:slug>/<int:number>/agreement/", include("protocols.agreement.urls")),
    path("asked/", answering.show_asked, name="asked"),
    path("asked/<slug:handle>/", answering.answer_asked, name="answer_asked"),
    path("consulted/", answering.consulted_page, name="consulted_page"),
    path("consulted/<str:link>/", answering.consulted, name="consulted"),
    path("<slug:slug>/<int:number>/adoption/", include("protocols.adoption.urls")),
]
