from django.db import migrations, models


class Migration(migrations.Migration):
    """Units are told what a level did to their patrols."""

    dependencies = [("level", "0007_orders_due")]
    operations = [
        migrations.AlterField(
            "Notice",
            "kind",
            models.CharField(
                max_length=10,
                choices=[
                    ("orders", "Orders given"),
                    ("escalated", "Orders that went up"),
                    ("changed", "Level changed"),
                    ("ended", "Level ended"),
                    ("meeting", "Meeting"),
                    ("patrols", "Patrols planned anew"),
                    ("unplanned", "Patrols could not be planned anew"),
                ],
            ),
        ),
        migrations.AlterField(
            "Notice",
            "about",
            models.CharField(
                blank=True, help_text="What it tells of a meeting or of patrols, in words", max_length=200
            ),
        ),
    ]
