from django.db import migrations


def fill(apps, schema_editor):
    """Warnings of before are as surprising as their stored figures say, not 0."""
    warnings = apps.get_model("forewarn", "Warning").objects.filter(surprise=0)
    for row in warnings.iterator():
        threshold = row.explanation.get("threshold") or 1.0
        row.surprise = row.explanation.get("statistic", 0.0) / threshold
        row.save(update_fields=["surprise"])


class Migration(migrations.Migration):
    """Fill in how surprising earlier warnings are."""

    dependencies = [("forewarn", "0002_early_warning")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
