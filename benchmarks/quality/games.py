"""Whether coverage is the best there is: each game beside one linear program a target.

    python benchmarks/quality/games.py [--fresh 300]

The peer is the method of multiple programs (Conitzer and Sandholm, EC 2006), solved by HiGHS: for each target
the most the defender can keep with that one attacked. Games: the 120 stored ones, fresh ones with floors and
ceilings, fresh ones with kinds of teams, with windows of time and with schedules; and a published example (10
targets, payoffs +-k). A code that takes the best of all targets, attacked or not, must be told apart by it.
"""

import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from scipy.optimize import linprog

from tocsin.protect.games import Bounds, Stakes, Window, cover, cover_windows
from tocsin.protect.games.kinds import Kinds, cover_by_kinds
from tocsin.protect.games.schedules import Schedules, cover_by_schedules, strongest_by_schedules
from tocsin.protect.games.stakes import Numbers

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "protection"
SIDES = ("attacker_uncovered", "attacker_covered", "defender_uncovered", "defender_covered")
LIMIT = 1e-6


class Programs:
    """A game as linear programs: shares are `onto @ y` for some y >= 0 with `rows @ y <= limits`."""

    def __init__(self, stakes: Stakes, onto: Numbers, rows: Numbers, limits: Numbers, bounds: Bounds) -> None:
        self.stakes, self.onto = stakes, onto
        self.rows = np.vstack([rows, onto, -onto])
        self.limits = np.concatenate([limits, bounds.ceiling, -bounds.floor])

    def strong(self) -> float:
        """The most the defender keeps, over all targets that can be the attacker's best."""
        return max(self._attacked(target) for target in range(len(self.stakes)))

    def level(self) -> float:
        """The least worth of the attacker's best target."""
        size = self.onto.shape[1]
        answer = linprog(
            np.append(np.zeros(size), 1.0),
            A_ub=np.column_stack([
                np.vstack([-self.stakes.gain[:, None] * self.onto, self.rows]),
                np.append(-np.ones(len(self.stakes)), np.zeros(len(self.rows))),
            ]),
            b_ub=np.append(-self.stakes.attacker_uncovered, self.limits),
            bounds=[*[(0, None)] * size, (None, None)],
        )  # fmt: skip
        return float(answer.x[-1])

    def _attacked(self, target: int) -> float:
        losses = self.stakes.gain[:, None] * self.onto
        kept = self.stakes.defender_covered - self.stakes.defender_uncovered
        answer = linprog(
            -kept[target] * self.onto[target],
            A_ub=np.vstack([losses[target] - losses, self.rows]),
            b_ub=np.append(
                self.stakes.attacker_uncovered[target] - self.stakes.attacker_uncovered, self.limits
            ),
        )
        return float(self.stakes.defender_uncovered[target] - answer.fun) if answer.status == 0 else -np.inf


def of_teams(stakes: Stakes, teams: float, bounds: Bounds) -> Programs:
    """Any team at any venue."""
    return Programs(stakes, np.eye(len(stakes)), np.ones((1, len(stakes))), np.array([teams]), bounds)


def of_kinds(stakes: Stakes, kinds: Kinds, bounds: Bounds) -> Programs:
    """One unknown for each kind and venue that it is able to cover."""
    kind, venue = np.nonzero(kinds.able)
    onto = (venue == np.arange(len(stakes))[:, None]).astype(float)
    return Programs(
        stakes, onto, (kind == np.arange(len(kinds.teams))[:, None]).astype(float), kinds.teams, bounds
    )


def of_windows(windows: list[Window], teams: Numbers, in_all: float) -> Programs:
    """One unknown for each period and venue; those not at stake hold their floors."""
    sizes = [len(one.stakes) for one in windows]
    period = np.repeat(np.arange(len(windows)), sizes)
    rows = np.vstack([period == np.arange(len(windows))[:, None], np.ones(len(period))]).astype(float)
    elsewhere = np.array([one.elsewhere for one in windows])
    limits = np.append(teams - elsewhere, in_all - elsewhere.sum())
    stakes, bounds = (
        Stakes.joined([one.stakes for one in windows]),
        Bounds.joined([one.open for one in windows]),
    )
    return Programs(stakes, np.eye(len(period)), rows, limits, bounds)


def of_schedules(stakes: Stakes, schedules: Schedules, teams: int, bounds: Bounds) -> Programs:
    """One unknown for each set of schedules that the teams can take at once."""
    each = [way for size in range(1, teams + 1) for way in combinations(range(len(schedules.covers)), size)]
    onto = np.array([schedules.covers[list(way)].any(axis=0) for way in each], dtype=float).T
    return Programs(stakes, onto, np.ones((1, len(each))), np.ones(1), bounds)


def random_stakes(rng: np.random.Generator, number: int) -> Stakes:
    """Stakes that have nothing to do with each other."""
    return Stakes.of(
        attacker_uncovered=rng.uniform(0, 100, number), attacker_covered=-rng.uniform(1, 100, number),
        defender_uncovered=-rng.uniform(0, 100, number), defender_covered=rng.uniform(0, 100, number),
    )  # fmt: skip


def random_bounds(rng: np.random.Generator, number: int, floor: float) -> Bounds:
    """Half of the venues with a floor, half with a ceiling."""
    some, others = rng.random((2, number)) < 0.5
    return Bounds.of(number, some * rng.uniform(0, floor, number), 1 - others * rng.uniform(0, 0.5, number))


Found = tuple[float, float]
"""The strong value and the level."""


def bounded(rng: np.random.Generator) -> tuple[Found, Programs]:
    """A game with floors and ceilings."""
    number = int(rng.integers(2, 20))
    stakes, bounds = random_stakes(rng, number), random_bounds(rng, number, 0.4)
    teams = float(bounds.floor.sum() + rng.uniform(0, number / 2))
    plan = cover(stakes, teams, bounds)
    return (plan.strong, plan.level), of_teams(stakes, teams, bounds)


def by_kinds(rng: np.random.Generator) -> tuple[Found, Programs]:
    """A game with up to four kinds of teams, each able to cover about half of the venues."""
    number, some = int(rng.integers(2, 20)), int(rng.integers(1, 5))
    able = rng.random((some, number)) < 0.5
    able[0, 0] = True
    kinds = Kinds.of(rng.uniform(0.5, 4, some), able)
    stakes = random_stakes(rng, number)
    bounds = Bounds.of(number, able.any(axis=0) * 0.5 / number)
    plan = cover_by_kinds(stakes, kinds, bounds).coverage
    return (plan.strong, plan.level), of_kinds(stakes, kinds, bounds)


def by_windows(rng: np.random.Generator) -> tuple[Found, Programs]:
    """A game over up to four periods, in each of which some of the venues are at stake."""
    number, periods = int(rng.integers(2, 10)), int(rng.integers(1, 5))
    windows = []
    for at in range(periods):
        some = np.flatnonzero(rng.random(number) < 0.6)
        some = some if len(some) else np.array([0])
        windows.append(
            Window(f"period {at + 1}", some, random_stakes(rng, len(some)), random_bounds(rng, number, 0.2))
        )
    least = np.array([one.bounds.floor.sum() for one in windows])
    teams = least + rng.uniform(0, 2, periods)
    in_all = float(rng.uniform(least.sum(), teams.sum()))
    plan = cover_windows(windows, teams, in_all=in_all)
    return (plan.strong, plan.level), of_windows(windows, teams, in_all)


def by_schedules(rng: np.random.Generator) -> tuple[Found, Programs]:
    """A game with up to twelve schedules of three venues and up to three teams."""
    number, teams = int(rng.integers(3, 12)), int(rng.integers(1, 4))
    sets = [rng.choice(number, 3, replace=False) for _ in range(int(rng.integers(teams, 12)))]
    stakes, schedules, bounds = random_stakes(rng, number), Schedules.of(sets, number), Bounds.of(number)
    strong = strongest_by_schedules(stakes, schedules, teams).coverage.strong
    level = cover_by_schedules(stakes, schedules, teams).coverage.level
    return (strong, level), of_schedules(stakes, schedules, teams, bounds)


FRESH: dict[str, Callable[[np.random.Generator], tuple[Found, Programs]]] = {
    "floors and ceilings": bounded,
    "kinds of teams": by_kinds,
    "windows of time": by_windows,
    "schedules": by_schedules,
}


def apart(found: Found, known: Found) -> float:
    """The larger of the two differences."""
    return max(abs(ours - theirs) for ours, theirs in zip(found, known, strict=True))


def stored() -> float:
    """How far the 120 stored games are from their programs' answers at most."""
    worst = 0.0
    for game in json.loads((SHARED / "lp_oracle_games.json").read_text("utf-8"))["games"]:
        plan = cover(Stakes.of(**{side: game[side] for side in SIDES}), game["m"])
        worst = max(worst, apart((plan.strong, plan.level), (game["sse_defender"], game["attacker_level"])))
    return worst


def example() -> bool:
    """The published example: what it says of 5, 7 and 1 teams, and the trap."""
    harm = np.arange(1.0, 11.0)
    stakes = Stakes.of_harm(harm, -1.0)
    plans = {teams: cover(stakes, teams) for teams in range(1, 11)}
    best = max(plan.strong for plan in plans.values())
    first = next(teams for teams, plan in plans.items() if plan.strong == best)
    trap = float(stakes.to_defender(plans[1].shares).max())
    print(
        f"10 targets: 5 teams give {plans[5].strong:+.1e} to either side (0), {first} are the fewest for"
        f" the best, {best:+g} (7, +1), and use {plans[7].used:.6f} (6.464484)"
    )
    print(
        f"  1 team gives {plans[1].strong:.6f} (-4.730174); the best over all targets would be {trap:g} (-1)"
    )
    return bool(
        abs(plans[5].strong) < LIMIT and abs(plans[5].level) < LIMIT and (first, best) == (7, 1.0)
        and abs(plans[7].used - 6.464484) < LIMIT and abs(plans[1].strong + 4.730174) < LIMIT and trap == -1.0
    )  # fmt: skip


def main(fresh: Annotated[int, typer.Option(help="How many fresh games of each sort.")] = 300) -> None:
    """Compare and print; ends with 1 where a game is further off than a millionth."""
    farthest = []
    if SHARED.is_dir():
        farthest.append(stored())
        print(f"120 stored games: at most {farthest[-1]:.1e} off (asked for: {LIMIT:g})")
    for name, play in FRESH.items():
        rng = np.random.default_rng(2015)
        games = [play(rng) for _ in range(fresh)]
        farthest.append(max(apart(found, (one.strong(), one.level())) for found, one in games))
        print(f"{fresh} fresh games, {name}: at most {farthest[-1]:.1e} off")
    met = example() and max(farthest) <= LIMIT
    raise typer.Exit(0 if met else 1)


if __name__ == "__main__":
    typer.run(main)
