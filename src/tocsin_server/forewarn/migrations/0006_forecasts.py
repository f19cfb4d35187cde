import django.db.models.deletion
from django.db import migrations, models

LABELS = ["clear", "green", "amber", "amber+strict", "red"]


class Migration(migrations.Migration):
    """Counts of the killed in a country, and forecasts of them."""

    dependencies = [("forewarn", "0005_settings_named"), ("units", "0002_venues")]

    operations = [
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
                    ("killed", "Killed in all incidents of a country"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Forecast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tlp",
                    models.CharField(
                        choices=[(label, f"TLP:{label.upper()}") for label in LABELS],
                        default="green",
                        max_length=12,
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                ("month", models.DateField(help_text="The first day of the month foretold")),
                ("last", models.DateField(help_text="The first day of the last month that it was made from")),
                ("low", models.PositiveIntegerField(help_text="One chance in ten of fewer")),
                ("middle", models.PositiveIntegerField()),
                ("high", models.PositiveIntegerField(help_text="One chance in ten of more")),
                ("expected", models.FloatField()),
                ("threshold", models.PositiveIntegerField()),
                ("chance", models.FloatField(help_text="Of at least as many as the threshold")),
                ("sentence", models.TextField()),
                ("forecast", models.JSONField()),
                ("known", models.DateTimeField(help_text="As of when its counts were known")),
                ("made", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["month", "country"], name="forecast_of_a_month")],
            },
        ),
    ]
