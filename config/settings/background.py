"""Celery: a task only wakes a sweep that finds its work in the database (see docs/adr/0003)."""

from config.settings.environment import BROKER_URL, DATA_DIR
from config.settings.log import SEQUENCER_APART

QUEUE_DIR = DATA_DIR / "queue"

# `folder` is our own transport: config/wakeup_queue.py.
CELERY_BROKER_URL = BROKER_URL or "folder://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = {} if BROKER_URL else {"folder": str(QUEUE_DIR)}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Kept in memory: a schedule file cut short by a kill would stop every later beat.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    name: {"task": name, "schedule": seconds}
    for name, seconds in {
        "audit.sequence": 5,
        "notices.deliver": 30,
        "referrals.sweep_timers": 60,
        "referrals.migrate_runs": 60,
        "protocols.simulate": 60,
        "protocols.sweep_agreements": 300,
        "cases.sweep_grants": 60,
        "cases.sweep_protection": 60,
        "entities.sweep_decisions": 60,
        "entities.sweep_dormant": 3600,
        "cases.finish_erasures": 300,
        "reports.expire_enquiries": 300,
        "rights.sweep_clocks": 300,
        "vault.mark_keys": 60,
        "vault.sweep_ownerless_keys": 3600,
    }.items()
    if not (SEQUENCER_APART and name == "audit.sequence")
}
