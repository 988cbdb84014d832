"""Single sign-on: which account a believed token opens. It never makes one."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit import services as audit
from audit.enums import AuditAction
from core.ports import tells_people
from entities.models import SignOnIdentity, User
from entities.services.roles import lock_user


@transaction.atomic
def person_signing_on(*, issuer: str, subject: str, email: str) -> User | None:
    """Return whose account it is, or None; bind it at first use, and tell her.

    `email` is empty unless the issuer has verified it. It counts once: for an account that is
    open, whose own address was verified too, and which no subject of this issuer has yet.
    """
    bound = SignOnIdentity.objects.select_related("user").filter(issuer=issuer, subject=subject)
    if known := bound.first():
        return known.user if known.user.may_sign_in else None
    person = User.objects.filter(email=email).first() if email else None
    if person is None:
        return None
    person = lock_user(person)
    if not (person.may_sign_in and person.email == email and _is_verified(person)):
        return None
    if SignOnIdentity.objects.filter(issuer=issuer, user=person).exists():
        return None

    SignOnIdentity.objects.create(
        user=person, issuer=issuer, subject=subject, bound_at=timezone.now()
    )
    audit.record(AuditAction.SIGN_ON_BOUND, by=person, target=person.pk)
    path = reverse("entities:profile")
    tells_people().tell("account_changed", {person.pk: path}, mail="account")
    return person


def _is_verified(person: User) -> bool:
    own = EmailAddress.objects.filter(user=person, email=person.email, verified=True)
    return bool(own.exists())
