"""Two entities that see one case cannot put their pages side by side and find it (design 8)."""

import base64
import secrets
import uuid
from collections.abc import Iterable
from types import SimpleNamespace
from urllib.parse import unquote

import pytest

from cases.models import CaseGrant, Child, Consent, Intervention, StatusEntry
from core.codes import new_code, show_code
from entities.models import User
from referrals.models import Referral, ReferralMessage, Run, Step
from tests.access.addresses import arguments_by_page
from tests.access.asking import ask
from tests.access.table import CASE_PAGES, lines_of
from tests.access.tokens import tokens
from tests.access.world import World, undone
from tests.printed import words_of

pytestmark = pytest.mark.django_db

LISTS = ("cases:list", "referrals:worklist", "referrals:inbox", "notices:list")
# Pages of no case: what stands there (names of the interface, of services in the directory, of
# flowcharts and their elements) tells nothing of this one.
FURNITURE = ("entities:profile", "components", "protocols:list", "protocols:detail")
# Lengths that text fields allow, and icons that those pages lack.
SAME_FOR_ALL = {"20000", "check2all"}


def seen_by_both() -> list[str]:
    """Pages of the case that the owner and the receiver may both open."""
    rows = lines_of(CASE_PAGES)
    return [
        p for p, method, row in rows if method == "GET" and row["own"] == row["accepted"] == "200"
    ]


def bodies(world: World, person: User, pages: Iterable[str]) -> dict[str, str]:
    """The pages as this person gets them."""
    return {page: words_of(ask(world, page, "GET", person)[1].content) for page in pages}


def everything(world: World, person: User, methods: tuple[str, ...]) -> dict[str, str]:
    """All that any page answers to this person: bodies, headers, cookies."""
    found = {}
    for page in arguments_by_page():
        for method in methods:
            with undone():
                _browser, answer = ask(world, page, method, person)
                text = f"{answer.headers} {answer.cookies} {words_of(answer.getvalue())}"
                found[f"{page} {method}"] = unquote(text).lower()
    return found


def key_holders(world: World) -> dict[str, list[object]]:
    """Every row whose primary key must leave the house in no form."""
    case, person = world.case, world.case.person
    kinds = (Consent, Intervention, StatusEntry, CaseGrant, Child, Run, Referral)
    return {
        "Case": [case],
        "Person": [person],
        **{kind.__name__: list(kind.objects.filter(case=case)) for kind in kinds},
        "Step": list(Step.objects.filter(run__case=case)),
        "ReferralMessage": list(ReferralMessage.objects.filter(referral__case=case)),
        "data key": [SimpleNamespace(pk=key) for key in (case.data_key_id, person.data_key_id)],
    }


PLANTED = {
    "uuid": str(uuid.uuid4()),
    "hex": f"7{secrets.token_hex(8)}a",
    "base32": base64.b32encode(b"2" + secrets.token_bytes(15)).decode().rstrip("=").lower(),
    "base64": "x7" + secrets.token_urlsafe(9),
    "code": show_code(new_code()),
    "number": str(10_000 + secrets.randbelow(10**8)),
}
PLACES = (
    '<a href="/cases/{}/edit/">Edit</a>',
    '<tr data-key="{}"><td>One</td></tr>',
    "<p>Her number is {}.</p>",
    '<script src="/static/js/bidelagun.js"></script><a href="/x?y=%7B{}%7D">there</a>',
)


@pytest.mark.parametrize("kind", PLANTED)
@pytest.mark.parametrize("place", PLACES)
def test_planted_token_is_found_in_both_pages(kind: str, place: str) -> None:
    one = f"<html><h1>Case</h1>{place.format(PLANTED[kind])}</html>"
    other = f"<html><h2>Referral 4 of 7</h2>{place.format(PLANTED[kind].upper())}</html>"
    if kind == "base64":
        other = other.replace(PLANTED[kind].upper(), PLANTED[kind])

    assert tokens(one) & tokens(other) != set()


def test_words_and_files_are_no_tokens() -> None:
    page = '<link href="/static/vendor/bootstrap.min.css"><p class="table-wrap">Accompaniment</p>'

    assert tokens(page) == set()


def test_pages_of_one_case_share_its_referrals_codes_only(world: World) -> None:
    owner, receiver = world.person("caseworker"), world.person("coordinator", "accepted")
    pages = [*seen_by_both(), *LISTS]
    directory = " ".join(str(service.pk) for service in world.services.values())
    furniture = tokens(directory) | SAME_FOR_ALL
    furniture |= set().union(*map(tokens, bodies(world, owner, FURNITURE).values()))

    theirs = {
        person: set().union(*map(tokens, bodies(world, person, pages).values())) - furniture
        for person in (owner, receiver)
    }

    codes = {world.referrals[name].code.lower() for name in ("accepted", "theirs")}
    assert theirs[owner] & theirs[receiver] == codes


def test_no_page_shows_a_primary_key(world: World) -> None:
    readers = {
        "owner": world.person("caseworker"),
        "offered": world.person("coordinator", "offered"),
        "accepted": world.person("coordinator", "accepted"),
        "auditor": world.person("auditor"),
    }
    held = key_holders(world)
    assert [name for name, rows in held.items() if not rows] == []
    keys = {
        form: name
        for name, rows in held.items()
        for row in rows
        for form in (str(row.pk), row.pk.hex, f"{row.pk.int}")
    }

    both = {"owner", "accepted"}
    pages = {
        name: everything(world, reader, ("GET", "POST") if name in both else ("GET",))
        for name, reader in readers.items()
    }
    shown = [
        (key_of, page, name)
        for name, found in pages.items()
        for page, text in found.items()
        for key, key_of in keys.items()
        if key in text
    ]

    assert world.code(readers["owner"]).lower() in pages["owner"]["cases:detail GET"]
    assert shown == []
