from django.db import migrations, models


class Migration(migrations.Migration):
    """Each lane of the worker claims its own kinds of work, and finds them however much other work waits."""

    dependencies = [("jobs", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["state", "kind", "run_at", "id"], name="job_ready_of_kind"),
        )
    ]
