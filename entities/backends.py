"""Who may sign in, and go on being signed in: neither the deactivated nor the suspended."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from entities.models import User


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's backend, which knows deactivation alone.

    A right password of a suspended account is counted and answered like a wrong one.
    """

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Say whether the account opens anything; asked at sign-in and at every request."""
        return isinstance(user, User) and user.may_sign_in
