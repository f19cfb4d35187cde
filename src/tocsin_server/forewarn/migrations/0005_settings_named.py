from django.db import migrations

POISSON_FLOOR = ["poisson_floor", 1.0]
"""The setting of EARS that earlier explanations were written by without naming it."""


def mend(apps, schema_editor):
    """Explanations of before are written as those of today, or their warnings would be taken for altered:
    EARS names its floor, and the bound of a grave incident is the highest toll that is none."""
    warnings = apps.get_model("forewarn", "Warning").objects
    for row in warnings.filter(detector__startswith="ears-").iterator():
        settings = row.explanation.get("parameters", [])
        if "poisson_floor" not in dict(settings):
            row.explanation["parameters"] = [*settings, POISSON_FLOOR]
            row.save(update_fields=["explanation"])
    for row in warnings.filter(detector="severity").iterator():
        if row.explanation.get("bound") == row.explanation.get("threshold"):
            row.bound = row.explanation["bound"] = row.explanation["threshold"] - 1.0
            row.save(update_fields=["bound", "explanation"])


class Migration(migrations.Migration):
    """Write earlier explanations as detectors write them since, so that they recompute."""

    dependencies = [("forewarn", "0004_places_and_volume")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
