"""Databases, cache and everything written under the data folder."""

from typing import Any

from config.settings.environment import (
    BROKER_URL,
    DATA_DIR,
    DATABASE_URL,
    EMBEDDED,
    KEYS_DATABASE_URL,
    env,
)

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        "PRAGMA busy_timeout=20000;"
    ),
}


def sqlite(filename: str) -> dict[str, Any]:
    """Describe a SQLite database that many processes may write (see docs/adr/0002)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / filename,
        "OPTIONS": SQLITE_OPTIONS,
        "CONN_MAX_AGE": None,
    }


def postgresql(url: str) -> dict[str, Any]:
    """Describe a PostgreSQL database with connections that are kept."""
    return {**env.db_url_config(url), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


if EMBEDDED:
    DATABASES = {"default": sqlite("bidelagun.sqlite3"), "keys": sqlite("keys.sqlite3")}
    AUDIT_READ_ALIAS = "default"
else:
    DATABASES = {
        "default": postgresql(DATABASE_URL),
        "keys": postgresql(KEYS_DATABASE_URL),
        "audit": {**postgresql(DATABASE_URL), "TEST": {"MIRROR": "default"}},
    }
    AUDIT_READ_ALIAS = "audit"

DATABASE_ROUTERS = ["vault.routers.KeysRouter"]

CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": BROKER_URL}
        if BROKER_URL
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "shared_cache",
        }
    )
}

MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
