"""What a lower room needs from a higher one, as small Protocols bound in `AppConfig.ready()`.

A port is empty until a room fills it; asking an empty port is a programming error and fails.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from django.utils.functional import Promise

T = TypeVar("T")


class Actor(Protocol):
    """A person who does something, as far as the log and the vault need to know her."""

    @property
    def pk(self) -> UUID: ...
    @property
    def entity_id(self) -> UUID: ...


class Port(Generic[T]):
    """A place for one implementation, bound once at start-up."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._bound: T | None = None

    def bind(self, implementation: T) -> None:
        """Put the implementation in its place."""
        self._bound = implementation

    def __call__(self) -> T:
        """Return the implementation; raise LookupError when none was bound."""
        if self._bound is None:
            raise LookupError(f"Nothing is bound to the port {self.name!r}.")
        return self._bound


class NamesPeople(Protocol):
    """Names for the auditor's pages, which themselves know neither people nor cases."""

    def people(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return display names of users by id; unknown ids are left out."""
        ...

    def entities(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return names of entities by id; unknown ids are left out."""
        ...

    def search(self, text: str) -> dict[UUID, str]:
        """Return users, by id, whose display name contains `text`; never more than fifty."""
        ...

    def search_entities(self, text: str) -> dict[UUID, str]:
        """Return entities, by id, whose name contains `text`; never more than fifty."""
        ...


class NamesCases(Protocol):
    """References of cases for the auditor: never a name, never a code an entity uses."""

    def references(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the auditor's references of cases by id; unknown ids are left out."""
        ...

    def find(self, reference: str) -> UUID | None:
        """Return the case with this auditor's reference, if there is one."""
        ...


class Unopenable(Exception):
    """A sealed text cannot be opened: its key is gone, or it was tampered with."""


class SealsText(Protocol):
    """Seals a justification for the log, under a key of its own that auditors may open."""

    def seal(self, text: str) -> str:
        """Return the sealed text, base64."""
        ...

    def open(self, sealed: str) -> str:
        """Return the text; raise Unopenable. Callers have recorded the reading before."""
        ...


class SendsPasswordLinks(Protocol):
    """Sends a person the link by which she sets her own password."""

    def send(self, person_id: UUID) -> None:
        """Put the e-mail into the outbox, in the caller's transaction."""
        ...


class TellsPeople(Protocol):
    """Tells people that something was decided about an account, without saying what."""

    def tell(self, kind: str, paths: Mapping[UUID, str], *, mail: str = "notice") -> None:
        """Write a notice of this kind for each person, leading to her path, and an e-mail.

        In the caller's transaction. `kind` and `mail` are codes of `notices.enums`.
        """
        ...

    def mail(self, kind: str, people: Iterable[UUID], *, address: str = "") -> None:
        """Send an e-mail of this kind, and no notice; to `address` instead of the account's."""
        ...


class HeldWork(Protocol):
    """A kind of work that a person is responsible for, as long as she is there to do it."""

    @property
    def label(self) -> str | Promise:
        """Return what pages call it."""
        ...

    def count(self, person_id: UUID) -> int:
        """Return how much of it she holds in her entity."""
        ...

    def hand_over(self, person_id: UUID, *, to: UUID | None, by: UUID | None) -> int:
        """Move all of it to `to`, or leave it with nobody; return how much. `by` does it.

        In the caller's transaction, recorded there; `by` is None for the product itself.
        """
        ...


@dataclass(frozen=True)
class CasePanel:
    """A part of the case page that another room fills: loaded by URL, which authorises itself.

    `url_name` takes one argument, the reader's code of the case.
    """

    url_name: str
    title: str | Promise


names_people: Port[NamesPeople] = Port("names_people")
# Stretches of a line that give away where somebody lives, or who she is.
gives_away: Port[Callable[[str], list[str]]] = Port("gives_away")
names_cases: Port[NamesCases] = Port("names_cases")
seals_justifications: Port[SealsText] = Port("seals_justifications")
sends_invitations: Port[SendsPasswordLinks] = Port("sends_invitations")
sends_password_links: Port[SendsPasswordLinks] = Port("sends_password_links")
tells_people: Port[TellsPeople] = Port("tells_people")
# What a room's people hold, so that it moves when one of them leaves.
held_work: list[HeldWork] = []
case_panels: list[CasePanel] = []
# Pages of other rooms for who leads the case: shown as links.
case_links: list[CasePanel] = []
# What codes in the details of events are called, by the name of the detail.
detail_words: dict[str, list[Mapping[str, str | Promise]]] = {}
# Each finds the case that an address names by the code in it, whoever asks; None for no case.
cases_behind_codes: list[Callable[[str], UUID | None]] = []
# Each says in words what its room still has going on for a case, so that it has to end before the
# case is closed; asked with the case's id.
open_business: list[Callable[[UUID], Iterable[str]]] = []
# Each clears what its room keeps beside sealed values of the owners of these destroyed data keys.
clears_erased: list[Callable[[Collection[UUID]], None]] = []
