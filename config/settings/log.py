"""Where the log keeps its key and its copy; empty means: beside the rest of the data."""

from config.settings.environment import env

AUDIT_KEY_FILE = env.str("AUDIT_KEY_FILE", default="")
AUDIT_COPY_DIR = env.str("AUDIT_COPY_DIR", default="")
