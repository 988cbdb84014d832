"""Settings of the test suite: fast hashing, no queue on disk, a key that opens nothing real."""

import tempfile
from pathlib import Path

from config.settings import *

DATA_DIR = Path(tempfile.mkdtemp(prefix="bidelagun-test-"))
SECRET_KEY = "only-for-the-test-suite-" + "0" * 32
KEK_FILE = ""
KEK_TRANSIT = None
KEK = "dGVzdC1zdWl0ZS1rZXktb3BlbnMtbm90aGluZy0wMDA="  # 32 bytes, base64
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
MEDIA_ROOT = DATA_DIR / "files"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
SHOW_COMPONENT_GALLERY = True
LANGUAGE_CODE = "en"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
INSTALLED_APPS = [*INSTALLED_APPS, "tests.sealed_app"]

if EMBEDDED:
    # Files, as in an installation: in memory all threads of a live server would share one connection.
    for alias, database in DATABASES.items():
        database["TEST"] = {"NAME": DATA_DIR / f"{alias}.sqlite3"}
