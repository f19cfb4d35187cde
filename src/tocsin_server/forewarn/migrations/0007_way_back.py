from django.db import migrations


def forget(apps, schema_editor):
    """Remove counts that versions before 0004 know nothing of; after an upgrade the next night counts anew."""
    counted = apps.get_model("forewarn", "Counted").objects.filter(of__in=["places", "volume"])
    apps.get_model("forewarn", "Warning").objects.filter(counted__in=counted).update(counted=None)
    counted.delete()


class Migration(migrations.Migration):
    """Only for the way back: by itself, for PostgreSQL alters no table whose rows were just removed."""

    dependencies = [("forewarn", "0006_forecasts")]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget)]
