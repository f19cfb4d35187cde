from collections import Counter
from datetime import timedelta

from django.db import migrations

AREAS = {
    "intelligence": "intelligence", "warning": "early warning", "contacts": "early warning", "venues": "venues",
    "events": "venues", "patrols": "patrols", "checks": "checks", "arms": "arms", "explosives": "explosives",
    "mail": "mail", "mediation": "mediation", "public": "public information", "forces": "armed forces",
    "hospitals": "emergency care",
}
KINDS = ["national", "ministry", "armed_forces", "region", "locality"]


def carry_over(apps, _editor):
    """Orders as they were first kept, each with its own title and text, become orders of a measure."""
    Declaration = apps.get_model("level", "Declaration")
    for declaration in Declaration.objects.all():
        declaration.plan = _plan(apps, declaration)
        declaration.proposed = declaration.starts
        declaration.step = max(declaration.rank, 2) if declaration.scheme == "generic" else 4
        declaration.save()
        _orders(apps, declaration)


def _plan(apps, declaration):
    name, _, version = declaration.plan_name.partition(" ")
    facts = {"title": name, "adopted": declaration.starts, "adopted_by": "system:migration"}
    plan, _ = apps.get_model("level", "Plan").objects.get_or_create(name=name, version=version or "1", defaults=facts)
    return plan


def _orders(apps, declaration):
    Order, Tally = apps.get_model("level", "Order"), apps.get_model("level", "Tally")
    Answer = apps.get_model("level", "Answer")
    counts = {}
    for row in apps.get_model("level", "EarlierOrder").objects.filter(declaration=declaration).iterator():
        order = Order.objects.create(
            declaration=declaration, unit_id=row.unit_id, measure=_measure(apps, declaration, row),
            issued=row.issued, acknowledge_by=row.acknowledge_by, do_by=declaration.ends, state=row.state,
            answered=row.acknowledged, changed=row.acknowledged,
        )
        counts.setdefault(row.unit_id, Counter())[row.state] += 1
        if row.acknowledged:
            Answer.objects.create(
                order=order, kind="acknowledged", at=row.acknowledged, by=row.acknowledged_by, via="console",
                text=row.note,
            )
    Tally.objects.bulk_create(
        Tally(declaration=declaration, unit_id=unit, issued=count["issued"], acknowledged=count["acknowledged"])
        for unit, count in counts.items()
    )


def _measure(apps, declaration, row):
    data = {
        "id": row.measure, "area": AREAS.get(row.measure.partition("-")[0], "venues"),
        "title": {"en": row.title}, "text": {"en": row.text}, "step": 2, "kinds": KINDS,
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
