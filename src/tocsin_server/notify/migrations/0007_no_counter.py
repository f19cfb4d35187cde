from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("notify", "0006_deliveries"),
    ]

    operations = [
        migrations.DeleteModel(name="Counter"),
    ]
