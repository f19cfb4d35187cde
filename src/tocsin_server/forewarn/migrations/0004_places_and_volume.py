import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Counts at points, counts of all reports, and what warned of the same cluster before."""

    dependencies = [("forewarn", "0003_surprise")]

    operations = [
        migrations.AddField(
            model_name="counted",
            name="place",
            field=models.CharField(blank=True, default="", help_text="Name of a settlement", max_length=200),
        ),
        migrations.AddField(
            model_name="counted",
            name="latitude",
            field=models.FloatField(help_text="Of the place; degrees", null=True),
        ),
        migrations.AddField(model_name="counted", name="longitude", field=models.FloatField(null=True)),
        migrations.AlterField(
            model_name="counted", name="country", field=models.CharField(blank=True, max_length=2)
        ),
        migrations.AlterField(
            model_name="counted",
            name="of",
            field=models.CharField(
                choices=[
                    ("incidents", "Incidents"),
                    ("deadliest", "Killed in the deadliest incident"),
                    ("reports", "Reports that tell of the country"),
                    ("places", "Incidents at a place"),
                    ("volume", "All reports"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="warning",
            name="same_as",
            field=models.ForeignKey(
                blank=True,
                help_text="What warned of this cluster before",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="forewarn.warning",
            ),
        ),
    ]
