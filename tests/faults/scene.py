"""What the killed worker has to do: runs in a process of the installation, not in the test's."""

from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.utils import timezone

from notices.enums import NoticeKind
from notices.services import notify
from referrals.models import Timer
from referrals.services import complete_step
from tests.factories import entities
from tests.factories import referrals as factory

RUNS = 15
MAILS = 150


def fill() -> None:
    """Runs whose timers are due, and mail to be sent."""
    ana = entities.caseworker()
    entities.entity(code="police", kinds=("police",), participation="recorded")
    version = factory.waiting_hour()
    for _number in range(RUNS):
        run = factory.start(version=version, by=ana)
        complete_step(step=factory.step(run, "ask"), answers={}, by=ana)
    Timer.objects.update(fire_at=timezone.now() - timedelta(hours=1))
    with transaction.atomic():
        for _number in range(MAILS):
            notify(NoticeKind.STEP_OPENED, user=ana, path="/")
    current_app.send_task("referrals.sweep_timers")
