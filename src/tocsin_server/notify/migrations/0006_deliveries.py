from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0005_heard"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="next_at",
            field=models.DateTimeField(blank=True, help_text="When it is tried again", null=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("failed", "Refused"),
                    ("unsure", "Not known whether it was sent"),
                    ("dropped", "Not sent: it no longer held"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="asked",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Requests in the hour that began then"
            ),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="asked_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="interest",
            index=models.Index(
                condition=Q(north__gt=F("south") + 0.1), fields=["south"], name="interest_tall"
            ),
        ),
    ]
