"""Where the log keeps its key and its copy; empty means: beside the rest of the data."""

from config.settings.environment import env, read_flag

AUDIT_KEY_FILE = env.str("AUDIT_KEY_FILE", default="")
AUDIT_COPY_DIR = env.str("AUDIT_COPY_DIR", default="")

# With 1 the worker seals nothing: `sequence_audit --watch` does, as a role and user of its own.
SEQUENCER_APART = read_flag("SEQUENCER_APART")
