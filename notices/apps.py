from uuid import UUID

from django.apps import AppConfig

from core import ports


class _Links:
    """Sends password links through the outbox."""

    def send(self, person_id: UUID) -> None:
        # Models can be imported only once every app is ready.
        from entities.models import User  # noqa: PLC0415
        from notices.services import send_password_link  # noqa: PLC0415

        send_password_link(user=User.objects.get(pk=person_id))


class _Invitations:
    """Sends invitations through the outbox."""

    def send(self, person_id: UUID) -> None:
        from entities.models import User  # noqa: PLC0415
        from notices.services import send_invitation  # noqa: PLC0415

        send_invitation(user=User.objects.get(pk=person_id))


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        ports.sends_password_links.bind(_Links())
        ports.sends_invitations.bind(_Invitations())
