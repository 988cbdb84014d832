"""Languages, time, mail, static files and logs."""

from typing import Any

from config.settings.environment import (
    BASE_DIR,
    DATA_DIR,
    EMAIL_URL,
    EMBEDDED,
    SENDER_ADDRESS,
    env,
)

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("eu", "Euskara"), ("pt", "Português"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "Europe/Madrid"
USE_TZ = True

DEFAULT_FROM_EMAIL = SENDER_ADDRESS
EMAIL_TIMEOUT = 20
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.static.VendorFinder",
]
# The front-end packages by npm; only these files of theirs are served.
VENDOR_FILES = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap-icons.svg": "bootstrap-icons/bootstrap-icons.svg",
    "vendor/htmx.min.js": "htmx.org/dist/htmx.min.js",
    # On the drawing board alone; its style sheet names every form of the font.
    "vendor/bpmn-modeler.min.js": "bpmn-js/dist/bpmn-modeler.production.min.js",
    "vendor/bpmn/diagram-js.css": "bpmn-js/dist/assets/diagram-js.css",
    "vendor/bpmn/bpmn-js.css": "bpmn-js/dist/assets/bpmn-js.css",
    "vendor/bpmn/css/bpmn.css": "bpmn-js/dist/assets/bpmn-font/css/bpmn.css",
    **{
        f"vendor/bpmn/font/bpmn.{kind}": f"bpmn-js/dist/assets/bpmn-font/font/bpmn.{kind}"
        for kind in ("eot", "svg", "ttf", "woff", "woff2")
    },
}
VENDOR_ROOT = BASE_DIR / "node_modules"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = EMBEDDED

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"pages": {"()": "config.logs.NamePages"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["pages"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Signing in is in the log; the lines of the lockout add only noise.
        "axes": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Queries carry values, and so do contexts of templates that miss a variable: whatever level
        # is set above them for a while, these two never say them.
        "django.db.backends": {"handlers": [], "level": "INFO", "propagate": False},
        "django.template": {"level": "INFO"},
        # The printer tells its progress, and its warnings quote the page.
        "weasyprint": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "fontTools": {"level": "WARNING"},
    },
}
