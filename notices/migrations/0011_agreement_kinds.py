from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0010_adoption_notice'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('referral_offered', 'A referral is waiting for your answer.'), ('referral_accepted', 'A referral was accepted.'), ('referral_rejected', 'A referral was declined.'), ('referral_started', 'Work on a referral has begun.'), ('referral_held', 'A referral is on hold.'), ('referral_completed', 'A referral was completed.'), ('referral_failed', 'A referral ended without success.'), ('referral_cancelled', 'A referral was withdrawn.'), ('referral_expired', 'A referral expired without an answer.'), ('information_asked', 'The other entity asks about a referral.'), ('information_given', 'A question about a referral was answered.'), ('step_opened', 'A step of a flowchart is waiting for you.'), ('step_unresolved', 'A step of a flowchart needs your decision.'), ('deadline_near', 'A deadline is near.'), ('deadline_missed', 'A deadline was missed.'), ('flowchart_says', 'A flowchart has something to tell you.'), ('protocol_to_adopt', 'A flowchart asks your entity to take part.'), ('flowchart_asked', 'You are asked whether you agree to a flowchart.'), ('consultation_answered', 'Everybody asked about a flowchart has answered.'), ('consultation_ended', 'A consultation about a flowchart is over.'), ('review_due', 'A flowchart in force is due for review.'), ('run_ended', 'A flowchart came to its end.'), ('grant_closed', 'An access to a case was closed.'), ('erasure_asked', 'Somebody asks to erase a case; a second person decides.'), ('erasure_withdrawn', 'A request to erase a case was taken back.'), ('case_erased', 'A case was erased.'), ('many_reveals', 'Somebody opened more identities or cards than usual in a day.'), ('identity_asked', 'A request to see an identity waits for a custodian.'), ('identity_answered', 'Your request to see an identity was answered.'), ('identity_expired', 'Your request to see an identity ran out.'), ('mark_lifted', 'A protection was taken off a case.'), ('glass_broken', 'A case was opened in an emergency. It has to be reviewed.'), ('glass_unreviewed', 'An emergency access was not reviewed in time.'), ('account_changed', 'Something about your account has changed.'), ('account_asked', 'A decision on an account waits for a second person.'), ('account_agreed', 'A decision on an account was agreed to.'), ('account_decided', 'A decision on an account took effect.'), ('account_stopped', 'A decision on an account was stopped or lapsed.'), ('account_roles', 'What somebody may do, or where, has changed.'), ('four_eyes_ended', 'Identities of an entity open without a custodian now.'), ('account_dormant', 'An account was suspended because nobody used it.'), ('work_moved', 'Work of a colleague was moved to you.'), ('work_left', 'Work has nobody who is responsible for it.'), ('enquiry_waiting', "An auditor's enquiry is waiting for your answer."), ('enquiry_answered', 'An enquiry of yours came to its end.')], max_length=30),
        ),
    ]
