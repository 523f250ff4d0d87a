"""Where each inbox fetches and sends its mail, and the ids and fate of every mail that was kept."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('conversations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailDoor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('in_host', models.CharField(blank=True, max_length=253)),
                ('in_port', models.PositiveIntegerField(default=993)),
                ('in_security', models.CharField(choices=[('tls', 'TLS'), ('starttls', 'STARTTLS'), ('plain', 'Not encrypted')], default='tls', max_length=10)),
                ('in_user', models.CharField(blank=True, max_length=320)),
                ('in_password', models.TextField(blank=True)),
                ('folder', models.CharField(default='INBOX', max_length=200)),
                ('moved_to', models.CharField(blank=True, max_length=200)),
                ('first_day', models.DateField(blank=True, null=True)),
                ('out_host', models.CharField(blank=True, max_length=253)),
                ('out_port', models.PositiveIntegerField(default=465)),
                ('out_security', models.CharField(choices=[('tls', 'TLS'), ('starttls', 'STARTTLS'), ('plain', 'Not encrypted')], default='tls', max_length=10)),
                ('out_user', models.CharField(blank=True, max_length=320)),
                ('out_password', models.TextField(blank=True)),
                ('uid_validity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('stuck_uid', models.BigIntegerField(default=0)),
                ('stuck_times', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('ok_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('out_error', models.CharField(blank=True, max_length=500)),
                ('inbox', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_door', to='conversations.inbox')),
            ],
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('header_id', models.CharField(blank=True, max_length=300)),
                ('references', models.TextField(blank=True)),
                ('sender', models.CharField(blank=True, max_length=320)),
                ('fate', models.CharField(choices=[('waiting', 'Not taken in yet'), ('taken', 'A message'), ('aside', 'Put aside'), ('stuck', 'Could not be taken in')], default='waiting', max_length=10)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('raw', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='letter', to='conversations.rawinbound')),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='letters', to='mail.maildoor')),
            ],
        ),
        migrations.AddIndex(
            model_name='maildoor',
            index=models.Index(condition=models.Q(('in_host', ''), _negated=True), fields=['due_at'], name='mail_doors_due'),
        ),
        migrations.AddConstraint(
            model_name='maildoor',
            constraint=models.CheckConstraint(condition=models.Q(('in_security__in', ['tls', 'starttls', 'plain']), ('out_security__in', ['tls', 'starttls', 'plain'])), name='a_mail_door_is_private_in_a_known_way'),
        ),
        migrations.AddConstraint(
            model_name='maildoor',
            constraint=models.CheckConstraint(condition=models.Q(('in_port__range', (1, 65535)), ('out_port__range', (1, 65535))), name='a_mail_door_has_ports_that_exist'),
        ),
        migrations.AddConstraint(
            model_name='maildoor',
            constraint=models.CheckConstraint(condition=models.Q(('in_host', ''), ('out_host', ''), _negated=True), name='a_mail_door_leads_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='maildoor',
            constraint=models.CheckConstraint(condition=models.Q(('failures', 0), models.Q(('error', ''), _negated=True), _connector='OR'), name='a_failing_mail_door_says_why'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('header_id', ''), _negated=True), fields=['header_id'], name='letters_by_their_id'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('fate', 'waiting')), fields=['due_at'], name='letters_waiting'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('fate__in', ['aside', 'stuck'])), fields=['door', '-id'], name='letters_no_messages'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('fate__in', ['waiting', 'taken', 'aside', 'stuck'])), name='a_letter_has_a_known_fate'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fate__in', ['aside', 'stuck']), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='a_letter_that_is_no_message_says_why'),
        ),
    ]
