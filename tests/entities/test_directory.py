"""The directory: what fits and why, places, and what never enters it."""

import random
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from core.handles import handle_of
from entities import services
from entities.enums import Admits
from entities.fit import Fits, Wanted, misfit_of, reasons_for
from entities.forms import ServiceForm
from entities.models import Service, User
from entities.selectors.fitting import by_fit, directory_for
from entities.services.places import confirm_places
from tests.entities.logged import events
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db


def with_places(entity=None, *, total: int = 4, free: int = 0, **data: object) -> Service:
    service = factory.service(
        entity=entity or factory.receiving_entity(), places_total=total, **data
    )
    Service.objects.filter(pk=service.pk).update(places_free=free)
    return Service.objects.get(pk=service.pk)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_sql_and_words_agree_on_what_fits(berta: User) -> None:
    dice = random.Random(7)
    entities = [
        factory.entity(code="a", territory="ES-BI"),
        factory.entity(code="b", territory=""),
        factory.entity(code="c", territory="ES-A"),
    ]
    for entity, _number in product(entities, range(8)):
        with_places(
            entity,
            languages=dice.sample(["es", "fr", "en"], dice.randint(0, 2)),
            age_bands=dice.sample(["9--17", "18--20", "21--23"], dice.randint(0, 2)),
            genders=dice.sample(["feminine", "trans_feminine"], dice.randint(0, 1)),
            territories=dice.sample(["ES-BI", "ES-SS"], dice.randint(0, 1)),
            admits=dice.sample(Admits.values, dice.randint(0, 2)),
            accepts_children=dice.random() < 0.5,
            needs_permit=dice.random() < 0.5,
            total=4,
            free=dice.randint(0, 2),
        )
    Service.objects.filter(pk=Service.objects.first().pk).update(
        places_total=None, places_free=None
    )
    questions = [
        {"languages": ("fr", "en")},
        {"age_band": "18--20"},
        {"gender": "feminine"},
        {"territory": "ES-BI"},
        {"admits": ("pregnancy", "disability")},
        {"children": True},
        {"without_permit": True},
        {"place": True},
        {"zones_avoided": ("ES-A",)},
        {"workplaces_avoided": (entities[0].pk,)},
    ]
    everything = {name: value for question in questions for name, value in question.items()}

    for question in [*questions, everything]:
        wanted = Wanted(**question)
        found = list(by_fit(directory_for(berta), wanted))
        assert len(found) == 24
        assert [one.misfit for one in found] == [misfit_of(one, wanted) for one in found]
        assert [one.misfit for one in found] == sorted(one.misfit for one in found)


def test_reasons_are_words_what_speaks_against_first() -> None:
    service = with_places(languages=["en"], free=2, age_bands=["9--17"])
    wanted = Wanted(languages=("en",), age_band="21--23", territory="ES-BI", children=True)

    assert [(one.fits, one.text) for one in reasons_for(service, wanted)] == [
        (Fits.NO, "Not for this age"),
        (Fits.NO, "Takes no children"),
        (Fits.YES, "Speaks English"),
        (Fits.YES, "Serves Bizkaia"),
        (Fits.YES, "2 places free"),
    ]


def test_what_nobody_said_is_not_known() -> None:
    service = factory.service(entity=factory.receiving_entity())

    told = reasons_for(service, Wanted(languages=("en",), place=True))

    assert [one.fits for one in told] == [Fits.UNKNOWN, Fits.UNKNOWN]


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_however_many_are_found(
    berta: User, count: int, django_assert_num_queries
) -> None:
    for _number in range(count):
        with_places(languages=["fr"])
    client = browser(berta)
    client.get(reverse("entities:directory"))

    with django_assert_num_queries(7):
        page = client.get(reverse("entities:directory"), {"language": "fr", "place": "on"})

    assert page.content.decode().count("row-link") == count


def test_search_shows_the_fitting_first_with_the_reason(ana: User) -> None:
    with_places(name="Alpha", languages=["es"])
    with_places(name="Beta", languages=["fr"], free=1)
    with_places(name="Gamma", languages=["fr"], free=3)

    page = browser(ana).get(reverse("entities:directory"), {"language": "fr"}).content.decode()

    assert page.index("Gamma") < page.index("Beta") < page.index("Alpha")
    assert "Speaks Français" in page
    assert "Does not speak the language" in page


def test_search_with_nonsense_narrows_nothing(ana: User) -> None:
    with_places(name="Alpha")

    page = browser(ana).get(reverse("entities:directory"), {"need": "x", "page": "-3", "place": 7})

    assert "Alpha" in page.content.decode()


def test_paused_service_is_not_found(ana: User, bruno: User) -> None:
    service = with_places(bruno.entity, name="Alpha")
    services.change_service(service=service, by=bruno, is_paused=True)

    assert "Alpha" not in browser(ana).get(reverse("entities:directory")).content.decode()


def test_database_refuses_more_free_places_than_there_are() -> None:
    service = with_places(total=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(places_free=3)


def test_places_are_told_in_one_press_and_recorded(bruno: User) -> None:
    service = with_places(bruno.entity, free=1)
    address = reverse(
        "entities:confirm_places",
        args=[bruno.entity.code, handle_of(service.pk, entity_id=bruno.entity_id)],
    )

    answer = browser(bruno).post(address, {"free": "2", "seen": "1"})

    service.refresh_from_db()
    assert answer.status_code == 302
    assert (service.places_free, service.places_by) == (2, bruno)
    assert service.places_at is not None
    assert events(AuditAction.SERVICE_PLACES_CONFIRMED, service) == [
        {"actor": bruno.pk, "before": 1, "free": 2, "total": 4}
    ]


@pytest.mark.parametrize(
    ("free", "seen", "told"),
    [(5, 1, "More places"), (-1, 1, "More places"), (2, 0, "Somebody has just")],
)
def test_impossible_or_stale_places_are_refused(
    bruno: User, free: int, seen: int, told: str
) -> None:
    service = with_places(bruno.entity, free=1)

    with pytest.raises(Conflict) as refusal:
        confirm_places(service=service, free=free, seen=seen, by=bruno)

    service.refresh_from_db()
    assert (service.places_free, service.places_at) == (1, None)
    assert refusal.value.explanation.startswith(told)


@pytest.mark.parametrize("sent", [{}, {"free": ""}, {"free": "many"}, {"free": "9" * 30}])
def test_nonsense_for_places_is_answered_in_words(bruno: User, sent: dict[str, str]) -> None:
    service = with_places(bruno.entity)
    name = handle_of(service.pk, entity_id=bruno.entity_id)

    answer = browser(bruno).post(
        reverse("entities:confirm_places", args=[bruno.entity.code, name]), sent
    )

    assert answer.status_code == 409
    assert "not a number of places" in answer.content.decode()


def test_others_do_not_tell_places(bruno: User, berta: User, ana: User) -> None:
    service = with_places(bruno.entity)

    for other in (berta, ana):
        with pytest.raises(PermissionRefused):
            confirm_places(service=service, free=1, by=other)


def test_fewer_places_take_the_free_ones_along(bruno: User) -> None:
    service = with_places(bruno.entity, free=3)

    service = services.change_service(service=service, by=bruno, places_total=2)
    assert service.places_free == 2
    service = services.change_service(service=service, by=bruno, places_total=None)
    assert service.places_free is None


@pytest.mark.parametrize(
    "line",
    ["Flat at calle Autonomía 12, 3º B, Bilbao.", "Ring 612 345 678 at night.", "etxe@example.org"],
)
def test_what_leads_to_a_door_never_enters_the_directory(line: str) -> None:
    form = ServiceForm(
        {"name": "Etxea", "service_type": "shelter", "description": line},
        entity=factory.receiving_entity(),
    )

    assert not form.is_valid()
    assert form.errors["description"][0].startswith("Take this out")


def test_a_service_has_no_field_for_an_address() -> None:
    names = {field.name for field in Service._meta.get_fields()}

    assert not {name for name in names if "address" in name or "street" in name}


@pytest.mark.parametrize("field", ["languages", "age_bands", "genders", "territories", "admits"])
def test_unknown_codes_are_refused(bruno: User, field: str) -> None:
    service = with_places(bruno.entity)

    with pytest.raises(ValueError, match="no codes"):
        services.change_service(service=service, by=bruno, **{field: ["nonsense"]})
