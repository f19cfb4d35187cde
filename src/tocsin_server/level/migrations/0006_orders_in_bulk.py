import django.db.models.deletion
from django.db import migrations, models

PARENTS = {"declaration": "level.declaration", "unit": "units.unit", "measure": "level.measure"}


class Migration(migrations.Migration):
    """Hundreds of thousands of orders are written at once: no look-up of the same few parents for each."""

    dependencies = [("level", "0005_notice_about")]
    operations = [
        migrations.AlterField(
            "Order",
            name,
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to=parent,
            ),
        )
        for name, parent in PARENTS.items()
    ]
