import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from protocols import triggers


def install_triggers(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove_triggers(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('protocols', '0004_adoption'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(remove_triggers, install_triggers),
        migrations.CreateModel(
            name='AskedPerson',
            fields=[
                ('settlement', models.CharField(blank=True, max_length=1000)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lane', models.CharField(max_length=100)),
                ('name', models.CharField(max_length=120)),
                ('organisation', models.CharField(blank=True, max_length=120)),
                ('token_hash', models.CharField(blank=True, max_length=64)),
                ('link_issued_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.CharField(blank=True, choices=[('yes', 'Yes'), ('reservation', 'Yes, with a reservation'), ('no', 'No')], max_length=12)),
                ('words', models.TextField(blank=True, max_length=4000)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('saves', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['consultation', 'lane', 'name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('settlement', models.CharField(blank=True, max_length=1000)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('element', models.CharField(blank=True, max_length=100)),
                ('words', models.TextField(max_length=4000)),
                ('written_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['person', 'element'],
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('prepared', 'Being prepared'), ('open', 'Still open'), ('ended', 'Ended'), ('withdrawn', 'Withdrawn')], default='prepared', editable=False, max_length=10)),
                ('xml', models.BinaryField(null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('answer_by', models.DateField(blank=True, null=True)),
                ('prepared_at', models.DateTimeField(auto_now_add=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['version', '-number'],
            },
        ),
        migrations.AddField(
            model_name='protocolversion',
            name='authors',
            field=models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='protocolversion',
            name='review_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='protocolversion',
            name='review_told_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='protocolversion',
            name='status',
            field=models.CharField(choices=[('draft', 'Draft'), ('agreed', 'Agreed'), ('current', 'In force'), ('retired', 'Retired')], default='draft', editable=False, max_length=10),
        ),
        migrations.AddConstraint(
            model_name='protocolversion',
            constraint=models.CheckConstraint(condition=models.Q(('review_on', None), models.Q(('in_force_from__isnull', False), ('review_on__gt', models.F('in_force_from'))), _connector='OR'), name='version_reviewed_after_it_begins'),
        ),
        migrations.AddField(
            model_name='askedperson',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='askedperson',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='protocols.askedperson'),
        ),
        migrations.AddField(
            model_name='comment',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consultation',
            name='opened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consultation',
            name='prepared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consultation',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consultations', to='protocols.protocolversion'),
        ),
        migrations.AddField(
            model_name='askedperson',
            name='consultation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='protocols.consultation'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('person', 'element'), name='comment_once_on_a_step'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None), ('settlement', '')), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('settlement', ''), _negated=True)), _connector='OR'), name='comment_settled_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.UniqueConstraint(fields=('version', 'number'), name='consultation_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('prepared', 'open'))), fields=('version',), name='consultation_live_once'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer_by', None), ('opened_at', None), ('opened_by', None), ('sha256', ''), ('xml__isnull', True)), models.Q(('answer_by__isnull', False), ('opened_at__isnull', False), ('opened_by__isnull', False), ('xml__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='consultation_opened_with_everything'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('opened_at', None), ('status', 'prepared')), models.Q(('ended_at', None), ('opened_at__isnull', False), ('status', 'open')), models.Q(('ended_at__isnull', False), ('opened_at__isnull', False), ('status', 'ended')), models.Q(('ended_at__isnull', False), ('status', 'withdrawn')), _connector='OR'), name='consultation_dated_as_it_stands'),
        ),
        migrations.AddConstraint(
            model_name='askedperson',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('consultation', 'lane', 'user'), name='asked_once_for_a_lane'),
        ),
        migrations.AddConstraint(
            model_name='askedperson',
            constraint=models.UniqueConstraint(condition=models.Q(('token_hash', ''), _negated=True), fields=('token_hash',), name='link_opens_one_answer'),
        ),
        migrations.AddConstraint(
            model_name='askedperson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('link_issued_at', None), ('token_hash', '')), models.Q(('link_issued_at__isnull', False), ('user', None), models.Q(('token_hash', ''), _negated=True)), _connector='OR'), name='link_only_for_people_outside'),
        ),
        migrations.AddConstraint(
            model_name='askedperson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='answered_at_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='askedperson',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['', 'yes']), models.Q(('words', ''), _negated=True), _connector='OR'), name='objection_has_words'),
        ),
        migrations.AddConstraint(
            model_name='askedperson',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('settled_by', None), ('settlement', '')), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('settlement', ''), _negated=True)), _connector='OR'), name='answer_settled_by_somebody'),
        ),
        migrations.RunPython(install_triggers, remove_triggers),
    ]
