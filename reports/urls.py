from django.urls import path

from reports.views import enquiries, exposure, readers, unusual

app_name = "reports"
urlpatterns = [
    path("exposure/", exposure.show, name="exposure"),
    path("unusual/", unusual.listing, name="unusual"),
    path("unusual/<str:mark>/", unusual.finding, name="finding"),
    path("names/", enquiries.listing, name="enquiries"),
    path("names/new/", enquiries.ask, name="ask_name"),
    path("names/<str:handle>/", enquiries.show, name="enquiry"),
    path("names/<str:handle>/answer/", enquiries.answer, name="answer_name"),
    path("cases/<str:code>/readers/", readers.readers, name="readers"),
]
