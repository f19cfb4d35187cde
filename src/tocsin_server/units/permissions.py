"""Who may do what, and where."""

import logging
from enum import Enum

from tocsin.errors import NotAllowed
from tocsin_server.units.roles import Role
from tocsin_server.units.viewer import Held, Placed, Viewer

log = logging.getLogger("tocsin.security")


class Permission(Enum):
    """An act, as it reads in "may not ...", and the roles that may do it."""

    RAISE_LEVEL = ("raise or end a level", {Role.DUTY_OFFICER})
    MANAGE_PLAN = ("adopt a plan of measures", {Role.DUTY_OFFICER, Role.ADMINISTRATOR})
    PUBLISH_ALERT = ("publish, update or cancel an alert", {Role.DUTY_OFFICER})
    DRAFT_ALERT = ("draft an alert", {Role.DUTY_OFFICER, Role.ANALYST})
    ACKNOWLEDGE = ("acknowledge orders", {Role.UNIT_OFFICER, Role.DUTY_OFFICER})
    ANSWER_FOR = ("take down the answer of a unit below", {Role.DUTY_OFFICER})
    CONVENE = ("convene a meeting or record what it decided", {Role.DUTY_OFFICER})
    ATTEND = ("answer an invitation", {Role.UNIT_OFFICER, Role.DUTY_OFFICER})
    MANAGE_VENUES = (
        "keep the register of venues",
        {Role.DUTY_OFFICER, Role.UNIT_OFFICER, Role.ADMINISTRATOR},
    )
    MANAGE_REGIMES = ("adopt duties of venues", {Role.DUTY_OFFICER, Role.ADMINISTRATOR})
    PLAN_PATROLS = ("plan patrols", {Role.DUTY_OFFICER, Role.UNIT_OFFICER})
    PATROL = ("check in on a patrol or work a gate", {Role.UNIT_OFFICER, Role.DUTY_OFFICER})
    RULE_INCIDENT = ("split or merge incidents", {Role.ANALYST, Role.DUTY_OFFICER})
    OVERRULE_GRADE = ("overrule a grade", {Role.ANALYST, Role.DUTY_OFFICER})
    JUDGE_WARNING = ("judge a warning", {Role.ANALYST, Role.DUTY_OFFICER})
    MANAGE_FEEDS = ("manage feeds", {Role.ADMINISTRATOR, Role.ANALYST})
    MANAGE_AUTHORITIES = ("say which other authorities are heard and trusted", {Role.ADMINISTRATOR})
    MANAGE_UNITS = ("manage units, people and tokens", {Role.ADMINISTRATOR})
    RETRY_JOBS = ("retry work that was given up", {Role.ADMINISTRATOR, Role.DUTY_OFFICER})
    READ_LEDGER = ("read the ledger", {Role.AUDITOR, Role.ADMINISTRATOR})

    def __init__(self, act: str, roles: set[Role]) -> None:
        self.act = act
        self.roles = frozenset(roles)

    @property
    def own_unit_only(self) -> bool:
        """A unit answers for itself; `ANSWER_FOR` is for whoever takes its answer by telephone."""
        return self in (Permission.ACKNOWLEDGE, Permission.ATTEND)

    @property
    def at_root_only(self) -> bool:
        """The work in hand, and whom to trust, is the whole site's: it takes a role at a root of the tree."""
        return self in (Permission.RETRY_JOBS, Permission.MANAGE_AUTHORITIES)


def allowed(viewer: Viewer, permission: Permission, unit: Placed) -> bool:
    """Whether `viewer` may do this in `unit`: a role holds for its unit and all below but `own_unit_only`."""
    return any(_covers(held, permission, unit) for held in viewer.memberships)


def allowed_somewhere(viewer: Viewer, permission: Permission) -> bool:
    """Whether there is any unit in which `viewer` may do this: for showing a page or a menu entry at all."""
    return any(carries(held, permission) for held in viewer.memberships)


def require(viewer: Viewer, permission: Permission, unit: Placed) -> None:
    """Pass if allowed; else raise `NotAllowed` naming the roles that may."""
    if allowed(viewer, permission, unit):
        return
    log.warning("%s was refused %s in %s", viewer.label, permission.name, unit.pk)
    where = unit.name if permission.own_unit_only else f"{unit.name} or a unit above it"
    raise NotAllowed(f"You may not {permission.act} here: it takes {_roles(permission)} of {where}.")


def require_somewhere(viewer: Viewer, permission: Permission) -> None:
    """Pass if allowed in any unit; else raise `NotAllowed`."""
    if not allowed_somewhere(viewer, permission):
        log.warning("%s was refused %s", viewer.label, permission.name)
        raise NotAllowed(f"You may not {permission.act}: it takes {_roles(permission)}.")


def _covers(held: Held, permission: Permission, unit: Placed) -> bool:
    if not carries(held, permission):
        return False
    return unit.pk == held.unit_id if permission.own_unit_only else unit.path.startswith(held.path)


def carries(held: Held, permission: Permission) -> bool:
    """Whether a role held brings a permission at all, somewhere."""
    return held.role in permission.roles and (held.is_at_root or not permission.at_root_only)


def _roles(permission: Permission) -> str:
    return " or ".join(f"the {Role(role).label.lower()}" for role in sorted(permission.roles))
