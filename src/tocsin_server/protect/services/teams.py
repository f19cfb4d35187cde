"""Teams of a unit, and what a level asks of its patrols."""

from collections.abc import Sequence

from tocsin.base import VenueKind
from tocsin.errors import BadInput, Conflict
from tocsin_server import clock
from tocsin_server.ledger.services import act
from tocsin_server.protect.floors import Rule
from tocsin_server.protect.models import Floor, Team
from tocsin_server.units import selectors as units
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer

MOST_TEAMS = 2_000
LONGEST = 100


def add_teams(
    viewer: Viewer,
    unit_id: str,
    names: Sequence[str],
    *,
    skills: Sequence[str] = (),
    depot: tuple[float, float] | None = None,
) -> list[Team]:
    """Add teams by their call signs; those that stood down come back. `depot` is latitude and longitude.

    `BadInput` for no name, or one that is too long; `Conflict` for a team that is there already.
    """
    require(viewer, Permission.PLAN_PATROLS, units.unit(unit_id))
    wanted = [name.strip() for name in names if name.strip()]
    _refuse_names(wanted)
    now, place = clock.now(), depot or (None, None)
    with act(viewer.acting_for(unit_id), "protect.teams_added") as entry:
        there = {row.name: row for row in Team.objects.filter(unit=unit_id, name__in=wanted)}
        if standing := [name for name, row in there.items() if row.stood_down is None]:
            raise Conflict(f"There is a team {standing[0]} already.")
        if Team.objects.filter(unit=unit_id, stood_down=None).count() + len(wanted) > MOST_TEAMS:
            raise BadInput(f"a unit has at most {MOST_TEAMS:,} teams", where="names", reason="too_many")
        rows = [there.get(name) or Team(unit_id=unit_id, name=name, added=now) for name in wanted]
        for row in rows:
            row.skills, row.stood_down = sorted(set(skills)), None
            row.latitude, row.longitude = place
            row.save()
        entry.subject = f"unit:{unit_id}"
        entry.data = {"teams": wanted, "skills": list(skills)}
    return rows


def stand_down(viewer: Viewer, team_id: int) -> None:
    """Plan no more for a team; what it did stays on record, and the plan in force as it is."""
    row = Team.objects.select_related("unit").filter(pk=team_id).first()
    if row is None:
        raise BadInput(f"there is no team {team_id}", where="team", reason="unknown_team")
    require(viewer, Permission.PLAN_PATROLS, row.unit)
    with act(viewer.acting_for(row.unit_id), "protect.team_stood_down") as entry:
        if not Team.objects.filter(pk=row.pk, stood_down=None).update(stood_down=clock.now()):
            entry.cancel()
        entry.subject = f"unit:{row.unit_id}"
        entry.data = {"team": row.name}


def set_floors(viewer: Viewer, unit_id: str, rules: Sequence[Rule]) -> None:
    """Say what each step of preparedness asks of a unit's patrols, in place of what was said before; with no
    rules the standard ones hold again."""
    require(viewer, Permission.PLAN_PATROLS, units.unit(unit_id))
    _refuse_rules(rules)
    with act(viewer.acting_for(unit_id), "protect.floors_set") as entry:
        Floor.objects.filter(unit=unit_id).delete()
        Floor.objects.bulk_create(
            Floor(unit_id=unit_id, step=rule.step, kind=rule.kind, share=rule.share) for rule in rules
        )
        entry.subject = f"unit:{unit_id}"
        entry.data = {"floors": [[rule.step, rule.kind, rule.share] for rule in rules]}


def _refuse_names(names: Sequence[str]) -> None:
    if not names:
        raise BadInput("give a team's name, one in each line", where="names")
    for name in names:
        if len(name) > LONGEST or not name.isprintable():
            text = f"{name[:40]!r}: a name has at most {LONGEST} letters in one line"
            raise BadInput(text, where="names", reason="name")
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(f"{twice} stands there twice", where="names", reason="twice")


def _refuse_rules(rules: Sequence[Rule]) -> None:
    kinds = {"", *(kind.value for kind in VenueKind)}
    for rule in rules:
        if not 0 <= rule.share <= 1:
            raise BadInput(f"{rule.share:g} is not a share from 0 to 1", where="share", reason="share")
        if rule.kind not in kinds:
            raise BadInput(f"{rule.kind!r} is no kind of venue", where="kind", reason="kind")
        if not 1 <= rule.step <= 10:
            raise BadInput(f"{rule.step} is no step of preparedness", where="step", reason="step")
    named = [(rule.step, rule.kind) for rule in rules]
    if len(set(named)) != len(named):
        raise BadInput("a step and a kind of venue stand there twice", where="floors", reason="twice")
