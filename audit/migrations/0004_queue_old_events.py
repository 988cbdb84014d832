from django.db import migrations


class Migration(migrations.Migration):
    """Events older than the queue go into the tree too."""

    dependencies = [
        ('audit', '0003_tree'),
    ]

    operations = [
        migrations.RunSQL(
            "INSERT INTO audit_pending (event_id) SELECT id FROM audit_event"
            " WHERE id NOT IN (SELECT event_id FROM audit_pending)",
            migrations.RunSQL.noop,
        ),
    ]
