"""Where the log keeps its key and its copy; empty means: beside the rest of the data."""

from config.settings.environment import env, read_flag

AUDIT_KEY_FILE = env.str("AUDIT_KEY_FILE", default="")
AUDIT_COPY_DIR = env.str("AUDIT_COPY_DIR", default="")

# With 1 the worker seals nothing: `sequence_audit --watch` does, as a role and user of its own.
SEQUENCER_APART = read_flag("SEQUENCER_APART")

# So many events at most leave in one file: what is more is asked for in parts.
LOG_EXPORT_ROWS = 50_000

# What the auditor's page of unusual accesses calls unusual. Hours are local (TIME_ZONE); a list of
# cases shows up to 25 of them.
DUTY_HOURS = (7, 21)
DUTY_WEEKDAYS = (1, 2, 3, 4, 5)
MANY_CASES_IN_AN_HOUR = 20
MANY_LISTS_IN_AN_HOUR = 15
MANY_PEOPLE_FOR_A_NAME = 3

# How long an enquiry for a name waits for a custodian.
ENQUIRY_DAYS = 7
