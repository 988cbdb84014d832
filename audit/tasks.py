"""The sequencer's wake-up."""

from celery import shared_task

from audit import sequencer


@shared_task(name="audit.sequence")  # type: ignore[untyped-decorator]  # Celery has no types
def sequence() -> None:
    """Seal what waits."""
    sequencer.sequence()
