"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# The vault has models: it can only be imported once the applications are loaded.
import_string("vault.startup.require_vault")()
