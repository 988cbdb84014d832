"""Log lines name pages, never addresses."""

import logging

import pytest
from django.test import Client

from config.logs import NamePages
from entities.models import User

pytestmark = pytest.mark.django_db


def test_refused_page_is_logged_by_name(
    client: Client, ana: User, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(ana)
    caplog.handler.addFilter(NamePages())

    with caplog.at_level(logging.DEBUG):
        client.get("/cases/K7Q4-M9TR-V/")

    lines = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert lines == ["404 GET at cases:detail"]
    assert "K7Q4" not in caplog.text


def test_every_handler_names_pages(settings: object) -> None:
    handlers = settings.LOGGING["handlers"]

    assert [name for name in handlers if "pages" not in handlers[name]["filters"]] == []
