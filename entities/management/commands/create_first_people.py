"""The first installation: two people, so that nobody ever holds the house alone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.exceptions import Refusal
from entities.invitations import invitation_url
from entities.services import FirstPerson, create_first_people, issue_invitation

ASKED = {
    "administrator_email": "E-mail of the administrator",
    "administrator_name": "Name of the administrator",
    "auditor_email": "E-mail of the auditor",
    "auditor_name": "Name of the auditor",
    "entity_name": "Name of the organisation that runs the installation",
}


class Command(BaseCommand):
    """Makes the accounts of the first administrator and the first auditor, two different people.

    Prints, for each, the link by which she sets her own password; pass it on to her alone.
    Refuses when there is an administrator already. Exit code 1 with a plain sentence.
    """

    help = "Make the accounts of the first administrator and the first auditor."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, question in ASKED.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=question)
        parser.add_argument("--language", default="es", choices=["es", "eu", "pt", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        answers = {name: self._answer(options[name], text) for name, text in ASKED.items()}
        try:
            people = create_first_people(
                entity_name=answers["entity_name"],
                administrator=FirstPerson(
                    answers["administrator_email"], answers["administrator_name"]
                ),
                auditor=FirstPerson(answers["auditor_email"], answers["auditor_name"]),
                language=options["language"],
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.explanation} {refusal.advice}".strip()) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None

        for person in people:
            self.stdout.write(f"{person.email}: {invitation_url(issue_invitation(user=person))}")
        self.stdout.write("Each link works once, for three days. Give it to its owner alone.")

    def _answer(self, given: str | None, question: str) -> str:
        answer = (given or input(f"{question}: ")).strip()
        if not answer:
            raise CommandError(f"{question}: an answer is needed.")
        return answer
