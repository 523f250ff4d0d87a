"""Mails to colleagues: an invitation or a link for a new password, and what became of each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0004_notes_are_found'),
        ('mail', '0001_mail_doors_and_letters'),
        ('people', '0002_own_organisation'),
    ]

    operations = [
        migrations.CreateModel(
            name='StaffMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254)),
                ('link', models.TextField(blank=True)),
                ('header_id', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('held', 'Goes in a moment'), ('sending', 'On its way'), ('sent', 'Sent'), ('failed', 'Not delivered'), ('undone', 'Taken back'), ('uncertain', 'Perhaps delivered')], default='sending', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('inbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_mails', to='conversations.inbox')),
                ('invitation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='people.invitation')),
                ('password_link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='people.passwordlink')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'sending')), fields=['due_at'], name='staff_mails_due'), models.Index(fields=['made_at'], name='staff_mails_by_age')],
                'constraints': [models.UniqueConstraint(fields=('header_id',), name='a_staff_mail_has_one_message_id'), models.CheckConstraint(condition=models.Q(('state__in', ['held', 'sending', 'sent', 'failed', 'undone', 'uncertain'])), name='a_staff_mail_is_somewhere_known'), models.CheckConstraint(condition=models.Q(models.Q(('invitation', None), ('password_link__isnull', False)), models.Q(('invitation__isnull', False), ('password_link', None)), _connector='OR'), name='a_staff_mail_brings_one_link'), models.CheckConstraint(condition=models.Q(('state__in', ['sending', 'uncertain']), ('link', ''), _connector='OR'), name='a_settled_staff_mail_keeps_no_link'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='a_sent_staff_mail_says_when'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('last_error', ''), _negated=True), _connector='OR'), name='a_failed_staff_mail_says_why')],
            },
        ),
    ]
