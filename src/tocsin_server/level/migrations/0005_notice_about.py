from django.db import migrations, models


class Migration(migrations.Migration):
    """A notice of a meeting says in words what it tells: that it is called, moved, called off."""

    dependencies = [("level", "0004_settle")]
    operations = [
        migrations.AddField(
            model_name="notice",
            name="about",
            field=models.CharField(
                blank=True, help_text="What it tells of a meeting, in words", max_length=200
            ),
        )
    ]
