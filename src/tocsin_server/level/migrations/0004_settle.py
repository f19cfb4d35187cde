import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("level", "0003_carry_over"),
    ]

    operations = [
        migrations.DeleteModel("EarlierOrder"),
        migrations.RemoveField("Declaration", "plan_name"),
        migrations.AlterField("Declaration", "proposed", models.DateTimeField()),
        migrations.AlterField(
            "Declaration",
            "plan",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="declarations", to="level.plan"),
        ),
    ]
