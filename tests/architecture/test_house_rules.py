"""The house rules that no linter holds; each fails by naming the file."""

import ast
import re

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from audit.enums import AuditAction
from core.privacy import privacy_of
from tests.architecture.source import ROOMS, modules, product_modules, templates

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50
LONGEST_TEMPLATE = 120
DOMAIN_FILES = {"models", "services", "selectors", "workflow", "permissions", "enums"}
PUBLIC_PAGES = {
    "health",
    "set_language",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_quick_exit",
    "account_invitation",
    "account_lost_factor",
    "account_sso",
    "account_sso_callback",
    "consulted",
    "consulted_page",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "quiet_page",
}


def own_models() -> list[type[models.Model]]:
    """Return all models of the product, the history tables of simple-history apart."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in ROOMS
        for model in config.get_models()
        if not hasattr(model, "history_object")
    ]


def test_modules_are_short() -> None:
    assert [m.name for m in modules() if m.lines > LONGEST_MODULE] == []


def test_functions_are_short() -> None:
    long = [
        f"{module.name}:{function.name}"
        for module in modules()
        for function in module.functions()
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]

    assert long == []


def test_templates_are_short() -> None:
    assert [str(p) for p, text in templates() if text.count("\n") > LONGEST_TEMPLATE] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", re.IGNORECASE)

    assert [str(path) for path, text in templates() if inline.search(text)] == []


def test_views_never_touch_the_managers() -> None:
    touching = [
        module.name
        for module in product_modules()
        if "views" in module.name
        and any(
            isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
            for node in ast.walk(module.tree)
        )
    ]

    assert touching == []


def test_domain_modules_know_no_requests() -> None:
    knowing = [
        module.name
        for module in product_modules()
        if DOMAIN_FILES & {module.path.stem, *module.path.relative_to(module.path.anchor).parts}
        and any(
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith(("django.http", "django.shortcuts"))
            for node in ast.walk(module.tree)
        )
    ]

    assert knowing == []


def test_only_services_assign_status() -> None:
    assigning = [
        f"{module.name}:{node.lineno}"
        for module in product_modules()
        if "services" not in module.name and module.path.stem != "engine"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "status"
    ]

    assert assigning == []


def test_tracked_models_are_never_written_in_bulk() -> None:
    """simple-history records nothing for these; untracked tables may use them with a reason."""
    tracked = {model.__name__ for model in own_models() if hasattr(model, "history")}
    bulk = re.compile(
        r"\b("
        + "|".join(sorted(tracked))
        + r")\.objects\b[^\n]*\.(bulk_create|bulk_update|update)\("
    )

    assert tracked
    assert [m.name for m in product_modules() if bulk.search(m.path.read_text())] == []


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_field_has_a_privacy_class(model: type[models.Model]) -> None:
    fields = {field.name for field in model._meta.concrete_fields}

    assert set(privacy_of(model)) == fields


def test_every_task_that_is_scheduled_or_sent_exists() -> None:
    current_app.loader.import_default_modules()
    sent = {
        str(argument.value)
        for module in product_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "wake_on_commit"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert (sent | scheduled) - set(current_app.tasks) == set()


def test_only_listed_pages_are_public() -> None:
    def walk(patterns: list[URLPattern | URLResolver]) -> set[str]:
        names: set[str] = set()
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                names |= walk(pattern.url_patterns)
            elif not getattr(pattern.callback, "login_required", True):
                names.add(pattern.name or str(pattern.pattern))
        return names

    assert walk(get_resolver().url_patterns) == PUBLIC_PAGES


def test_every_event_name_is_subject_and_past() -> None:
    malformed = [a.value for a in AuditAction if not re.fullmatch(r"[a-z]+:[a-z-]+", a.value)]

    assert malformed == []


def test_no_junk_drawers() -> None:
    drawers = [m.name for m in product_modules() if m.path.stem in {"utils", "helpers", "common"}]

    assert drawers == []
