"""Erases a case for good: `manage.py erase_case CODE --as EMAIL`, by two people in turn."""

import sys
from getpass import getpass
from typing import Any, NoReturn

from allauth.core.context import request_context
from django.core.management.base import CommandError, CommandParser
from django.http import HttpRequest

from audit.enums import AuditAction, Outcome
from audit.services import AuditUnavailable, record_read
from cases.enums import ErasureBasis
from cases.models import Case, ErasureRequest
from cases.selectors.keys import case_by_any_code
from cases.services import confirm_erasure, request_erasure
from core.exceptions import NotVisible, Refusal
from entities.forms.factors import CodeForm
from entities.models import User
from vault.startup import RequiresVault


class Command(RequiresVault):
    """The first person asks with --basis, the second agrees with --agree; each by her password and
    a code of her second factor: a passkey alone works in the browser only.

    Both are asked for, or read from standard input, a line each; never arguments, which others
    can see.
    """

    help = "Erase a closed case for good; takes two people, one after the other."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "code", help="any entity's code of the case, or the auditor's reference"
        )
        parser.add_argument("--as", dest="email", required=True, metavar="EMAIL")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--basis", choices=ErasureBasis.values, help="ask, on this ground")
        what.add_argument("--agree", action="store_true", help="agree, as the second person")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            case = case_by_any_code(options["code"])
        except NotVisible as error:
            raise CommandError("No case has this code.") from error
        try:
            person = self._person(options["email"])
            self._act(case, person, options["basis"])
        except Refusal as refusal:
            raise CommandError(f"{refusal.explanation} {refusal.advice}".strip()) from refusal
        except AuditUnavailable as error:
            raise CommandError("The log could not be written; run it again.") from error

    def _act(self, case: Case, person: User, basis: str | None) -> None:
        if basis:
            request_erasure(case=case, by=person, basis=basis)
            self.stdout.write("Asked. Nothing is erased until a second person agrees.")
            return
        request = ErasureRequest.objects.filter(case=case).first()
        if request is None:
            raise CommandError("Nobody has asked to erase this case.")
        confirm_erasure(request=request, by=person)
        self.stdout.write("The case is erased.")

    def _person(self, email: str) -> User:
        password = _ask(f"Password of {email}: ")
        code = _ask("Code of the authenticator app, or a recovery code: ")
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None or not person.check_password(password):
            self._refuse("E-mail or password is wrong.")
        if not _takes_code(person, code):
            self._refuse("The code is wrong, was used before, or too many were tried.")
        return person

    def _refuse(self, message: str) -> NoReturn:
        record_read(
            AuditAction.SIGN_IN_FAILED,
            by=None,
            outcome=Outcome.REFUSED,
            details={"page": "erase_case"},
        )
        raise CommandError(message)


def _ask(question: str) -> str:
    return getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _takes_code(person: User, code: str) -> bool:
    """Use the code up, with the limit on attempts that counts them for a page."""
    request = HttpRequest()
    request.method, request.META["REMOTE_ADDR"] = "POST", "127.0.0.1"
    with request_context(request):
        return bool(CodeForm({"code": code}, user=person).is_valid())
