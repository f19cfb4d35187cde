from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models


def number_what_is_out(apps, _editor):
    """What stands on the public site already keeps the order in which it came there."""
    Posting = apps.get_model("notify", "Posting")
    rows = apps.get_model("notify", "Delivery").objects.filter(channel="feed", state="sent")
    last = None
    for number, row in enumerate(rows.select_related("alert").order_by("sent", "pk").iterator(), start=1):
        at = row.sent.replace(microsecond=0)
        last = max(at, last + timedelta(seconds=1)) if last else at
        tongues = dict.fromkeys(info["language"].partition("-")[0].lower() for info in row.alert.data["infos"])
        Posting.objects.create(
            number=number, alert=row.alert, posted=last, languages=f" {' '.join(tongues)} ",
            south=-90, west=-180, north=90, east=180,
        )


class Migration(migrations.Migration):

    dependencies = [
        ("notify", "0003_composing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("posted", models.DateTimeField()),
                ("languages", models.CharField(help_text="Of its texts, as in ' en fr '", max_length=300)),
                ("south", models.FloatField()),
                ("west", models.FloatField()),
                ("north", models.FloatField()),
                ("east", models.FloatField()),
                ("alert", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="posting", to="notify.alert")),
            ],
        ),
        migrations.RunPython(number_what_is_out, migrations.RunPython.noop),
    ]
