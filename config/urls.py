"""All addresses, room by room."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config import views
from entities.views import leaving, switch_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", views.health, name="health"),
    path("today/", leaving.quiet_page, name="quiet_page"),
    path("language/", switch_language, name="set_language"),
    path("account/", include("entities.account_urls")),
    path("entities/", include("entities.urls")),
    path("notices/", include("notices.urls")),
    path("protocols/studio/", include("protocols.studio.urls")),
    path("protocols/", include("protocols.urls")),
    path("questionnaires/", include("questionnaires.urls")),
    path("cases/", include("cases.urls")),
    path("referrals/", include("referrals.urls")),
    path("log/", include("audit.urls")),
    path("reports/", include("reports.urls")),
    path("rights/", include("rights.urls")),
]
if settings.SHOW_COMPONENT_GALLERY:
    urlpatterns.append(path("components/", views.components, name="components"))
