from django.apps import AppConfig
from django.db.backends.signals import connection_created

from audit.authorizer import guard_new


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        connection_created.connect(guard_new, dispatch_uid="audit.guard_new")
