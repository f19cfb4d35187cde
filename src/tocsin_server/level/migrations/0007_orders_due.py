from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What is overdue is asked for every second: found by declaration, state and deadline, however many
    orders of past levels there are.
    """

    dependencies = [("level", "0006_orders_in_bulk")]
    operations = [
        migrations.RemoveIndex("Order", "order_may_be_unanswered"),
        migrations.RemoveIndex("Order", "order_may_be_undone"),
        migrations.AddIndex(
            "Order",
            models.Index(
                fields=["declaration", "state", "acknowledge_by"],
                condition=Q(unanswered_late=False),
                name="order_may_be_unanswered",
            ),
        ),
        migrations.AddIndex(
            "Order",
            models.Index(
                fields=["declaration", "state", "do_by"],
                condition=Q(answered__isnull=False, undone_late=False),
                name="order_may_be_undone",
            ),
        ),
    ]
