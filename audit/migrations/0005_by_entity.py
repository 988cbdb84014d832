from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0004_queue_old_events"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["entity", "at", "id"], name="audit_event_by_entity"),
        ),
    ]
