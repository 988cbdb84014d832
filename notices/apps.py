from collections.abc import Iterable, Mapping
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


class _Tidings:
    """Writes notices about accounts, and their e-mails."""

    def tell(self, kind: str, paths: Mapping[UUID, str], *, mail: str = "notice") -> None:
        from notices.enums import MailKind, NoticeKind  # noqa: PLC0415
        from notices.services import tell_each  # noqa: PLC0415

        tell_each(NoticeKind(kind), paths, mail=MailKind(mail))

    def mail(self, kind: str, people: Iterable[UUID], *, address: str = "") -> None:
        from notices.enums import MailKind  # noqa: PLC0415
        from notices.services import mail_each  # noqa: PLC0415

        mail_each(MailKind(kind), people, address=address)


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        ports.sends_password_links.bind(_Links())
        ports.sends_invitations.bind(_Invitations())
        ports.tells_people.bind(_Tidings())
