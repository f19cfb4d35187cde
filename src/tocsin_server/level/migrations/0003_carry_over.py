from collections import Counter
from datetime import timedelta
from itertools import islice

from django.db import migrations

AREAS = {
    "intelligence": "intelligence", "warning": "early warning", "contacts": "early warning", "venues": "venues",
    "events": "venues", "patrols": "patrols", "checks": "checks", "arms": "arms", "explosives": "explosives",
    "mail": "mail", "mediation": "mediation", "public": "public information", "forces": "armed forces",
    "hospitals": "emergency care",
}
AT_ONCE = 500


def carry_over(apps, _editor):
    """Orders as they were first kept, each with its own title and text, become orders of a measure."""
    asked = _asked(apps)
    for declaration in apps.get_model("level", "Declaration").objects.all():
        declaration.plan = _plan(apps, declaration)
        declaration.proposed = declaration.starts
        declaration.step = _step(declaration.scheme, declaration.rank)
        declaration.save()
        _orders(apps, declaration, asked)


def _asked(apps):
    """Of which kinds of unit, and from which step on, a plan asked each measure, by the orders it led to."""
    asked = {}
    rows = apps.get_model("level", "EarlierOrder").objects.values_list(
        "declaration__plan_name", "measure", "unit__kind", "declaration__scheme", "declaration__rank"
    )
    for plan, measure, kind, scheme, rank in rows.distinct():
        kinds, step = asked.get((plan, measure), (set(), 4))
        asked[plan, measure] = kinds | {kind}, min(step, _step(scheme, rank))
    return asked


def _step(scheme, rank):
    return max(rank, 2) if scheme == "generic" else 4


def _plan(apps, declaration):
    name, _, version = declaration.plan_name.partition(" ")
    facts = {"title": name, "adopted": declaration.starts, "adopted_by": "system:migration"}
    plan, _ = apps.get_model("level", "Plan").objects.get_or_create(name=name, version=version or "1", defaults=facts)
    return plan


def _orders(apps, declaration, asked):
    Order, Answer, Tally = (apps.get_model("level", name) for name in ("Order", "Answer", "Tally"))
    measures, counts = {}, {}
    rows = apps.get_model("level", "EarlierOrder").objects.filter(declaration=declaration).order_by("key").iterator()
    while batch := list(islice(rows, AT_ONCE)):
        for row in batch:
            if row.measure not in measures:
                measures[row.measure] = _measure(apps, declaration, row, *asked[declaration.plan_name, row.measure])
            counts.setdefault(row.unit_id, Counter())[row.state] += 1
        orders = Order.objects.bulk_create(
            Order(
                declaration=declaration, unit_id=row.unit_id, measure=measures[row.measure], issued=row.issued,
                acknowledge_by=row.acknowledge_by, do_by=declaration.ends, state=row.state,
                answered=row.acknowledged, changed=row.acknowledged,
            )
            for row in batch
        )
        Answer.objects.bulk_create(
            Answer(
                order=order, kind="acknowledged", at=row.acknowledged, by=row.acknowledged_by, via="console",
                text=row.note,
            )
            for order, row in zip(orders, batch, strict=True)
            if row.acknowledged
        )
    Tally.objects.bulk_create(
        (
            Tally(declaration=declaration, unit_id=unit, issued=count["issued"], acknowledged=count["acknowledged"])
            for unit, count in counts.items()
        ),
        batch_size=AT_ONCE,
    )


def _measure(apps, declaration, row, kinds, step):
    data = {
        "id": row.measure, "area": AREAS.get(row.measure.partition("-")[0], "venues"),
        "title": {"en": row.title}, "text": {"en": row.text}, "step": step, "kinds": sorted(kinds),
        "basis": declaration.basis, "owner": declaration.owner,
        "acknowledge": _iso(row.acknowledge_by - row.issued), "do": "P90D", "threats": [], "venues": [],
        "evidence": [], "restricted": True, "cost": "",
    }
    facts = {"data": data, "added": declaration.starts, "added_by": "system:migration"}
    Measure = apps.get_model("level", "Measure")
    return Measure.objects.get_or_create(plan=declaration.plan, slug=row.measure, defaults=facts)[0]


def _iso(span: timedelta) -> str:
    return f"PT{max(int(span.total_seconds()), 60)}S"


class Migration(migrations.Migration):

    dependencies = [
        ("level", "0002_plans_answers_reach"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
