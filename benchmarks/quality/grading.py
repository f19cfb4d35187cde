"""How far letters and figures can be trusted: sources of known reliability tell of invented incidents.

    python benchmarks/quality/grading.py [--seed 2015] [--incidents 1500]

A third of the outlets are local and tell of few incidents. Of three bad wires each is copied by five outlets.
A right telling gives place, day and toll as they were; a wrong one gets one of them wrong. Peers: the bare
share of agreement by the same floors of letters, and the same with copies counted as if they were
independent; for the figures, the number of outlets that tell of an incident.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tocsin.base import IncidentKind, Place, PlaceKind, When
from tocsin.extract.grading import LETTERS, Reliability, Statement, credibility, judge, reliability
from tocsin.extract.grading.reliability import CEILING, FEWEST, FLOORS
from tocsin.extract.grading.statement import Told

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 120
BANDS = {**dict(FLOORS), "D": 0.0, "E": 0.0}
WIRES, COPIERS = 3, 5


@dataclass(frozen=True)
class Outlet:
    """A source whose reliability is known: `right` is the share of its own tellings that are right, `often`
    the share of incidents it tells of, `wire` whom it copies, if anyone, and how often."""

    name: str
    right: float
    often: float
    wire: str = ""


@dataclass(frozen=True)
class Telling:
    """One outlet's telling, by whom it was first told, and whether it is right."""

    outlet: str
    statement: Statement
    right: bool


def outlets(rng: random.Random) -> list[Outlet]:
    """Sixty of all sorts, and the wires with those who copy them."""
    found = [
        Outlet(f"o{n:02}", rng.betavariate(5, 2), 0.005 if n % 3 == 0 else rng.uniform(0.02, 0.1))
        for n in range(60)
    ]
    for n in range(WIRES):
        found.append(Outlet(f"wire{n}", rng.uniform(0.3, 0.5), 0.05))
        found += [Outlet(f"copier{n}{k}", rng.betavariate(5, 2), 0.03, f"wire{n}") for k in range(COPIERS)]
    return found


def incident(rng: random.Random, sources: Iterable[Outlet]) -> list[Telling]:
    """What is told of one incident; copiers repeat their wire whenever it tells."""
    day = NOW.date() - timedelta(days=rng.randrange(DAYS))
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    truth = _statement("", at, rng.uniform(-50, 50), rng.uniform(-150, 150), day, rng.randrange(2, 60))
    told: dict[str, Telling] = {}
    for outlet in sources:
        if outlet.wire in told:
            told[outlet.name] = replace(told[outlet.wire], outlet=outlet.name)
        elif rng.random() < outlet.often:
            right = rng.random() < outlet.right
            statement = truth if right else _wrong(rng, truth)
            told[outlet.name] = Telling(outlet.name, replace(statement, source=outlet.name), right)
    return list(told.values())


def _statement(
    source: str, at: datetime, latitude: float, longitude: float, day: date, killed: int
) -> Statement:
    place = Place(name="x", kind=PlaceKind.SETTLEMENT, country="XX", latitude=latitude, longitude=longitude)
    toll = {"killed": Told(killed, killed, at, at)}
    kind = IncidentKind.BOMBING
    return Statement(source=source, kind=kind, at=at, place=place, when=When.on(day), tolls=toll)


def _wrong(rng: random.Random, truth: Statement) -> Statement:
    """The truth with one fact wrong: another town, another day or another toll."""
    assert truth.place
    assert truth.when
    assert truth.at
    fact = rng.randrange(3)
    if fact == 0:
        north = rng.choice([-1, 1]) * rng.uniform(0.5, 2)
        return replace(truth, place=replace(truth.place, latitude=truth.place.latitude + north))
    if fact == 1:
        return replace(truth, when=When.on(truth.when.first + timedelta(days=rng.choice([-2, -1, 1, 2]))))
    factor = rng.choice([0, 1.6, 2, 3, 5])
    killed = round(truth.tolls["killed"].low * factor)
    return replace(truth, tolls={"killed": Told(killed, killed, truth.at, truth.at)})


Histories = Mapping[str, list[tuple[datetime, bool]]]


def histories(incidents: Iterable[list[Telling]], name: Callable[[Telling], str]) -> Histories:
    """The judged tellings of each source, `name` saying whose a telling is."""
    found: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for told in incidents:
        own = {name(one): replace(one.statement, source=name(one)) for one in told}
        for source, judgement in judge(list(own.values())).items():
            at = own[source].at
            if judgement.agreed is not None and at is not None:
                found[source].append((at, judgement.agreed))
    return found


def bare(history: list[tuple[datetime, bool]]) -> str:
    """The letter by the bare share of agreement; F by as few tellings as ours."""
    if len(history) < FEWEST:
        return "F"
    share = sum(agreed for _, agreed in history) / len(history)
    return next((letter for letter, floor in FLOORS if share >= floor), "D" if share >= CEILING / 2 else "E")


def report(title: str, letters: Mapping[str, str], truth: Mapping[str, float]) -> None:
    """How many letters promise more than the source keeps."""
    graded = {source: letter for source, letter in letters.items() if letter != "F"}
    over = [truth[source] < BANDS[letter] for source, letter in graded.items()]
    unfair = [truth[source] > CEILING for source, letter in graded.items() if letter == "E"]
    counts = " ".join(f"{letter} {list(letters.values()).count(letter)}" for letter in LETTERS)
    print(
        f"{title:38} promises too much {100 * sum(over) / max(1, len(over)):5.1f} %, "
        f"called unreliable though mostly right {sum(unfair)}; {counts}"
    )


def letters(incidents: list[list[Telling]], truth: Mapping[str, float]) -> dict[str, str]:
    """Print how well the letters are calibrated; the letters."""
    own = histories(incidents, lambda one: one.statement.source)
    learned: dict[str, Reliability] = {source: reliability(past, NOW) for source, past in own.items()}
    inside = [one.low <= truth[source] <= one.high for source, one in learned.items() if one.weight >= FEWEST]
    covered = 100 * sum(inside) / len(inside)
    print(f"{len(own)} sources judged; true share within the 90 % interval: {covered:.1f} %")
    found = {source: one.letter for source, one in learned.items()}
    report("letters", found, truth)
    report("peer: bare share of agreement", {source: bare(past) for source, past in own.items()}, truth)
    apart = histories(incidents, lambda one: one.outlet)
    report("peer: bare share, copies independent", {s: bare(past) for s, past in apart.items()}, truth)
    return found


def figures(incidents: list[list[Telling]], letters: Mapping[str, str]) -> None:
    """Print how many tellings of each figure are right, and of each number of outlets that tell."""
    ours: dict[int, list[bool]] = defaultdict(list)
    peer: dict[int, list[bool]] = defaultdict(list)
    for told in incidents:
        statements = {one.statement.source: one.statement for one in told}
        first = {one.statement.source: one for one in told}
        for source, one in first.items():
            digit = credibility(statements[source], statements.values(), letters).digit
            ours[digit].append(one.right)
            peer[min(len(told), 9)].append(one.right)
    print("right, by figure:             " + _shares(ours))
    print("peer, by outlets that tell:   " + _shares(peer))


def _shares(found: Mapping[int, list[bool]]) -> str:
    return ", ".join(
        f"{key}: {100 * sum(right) / len(right):.0f} % of {len(right)}"
        for key, right in sorted(found.items())
    )


def main() -> None:
    """Invent, grade, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=2015)
    parser.add_argument("--incidents", type=int, default=1500)
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311 - invented news, no secret
    sources = outlets(rng)
    incidents = [incident(rng, sources) for _ in range(options.incidents)]
    truth = {outlet.name: outlet.right for outlet in sources}
    figures(incidents, letters(incidents, truth))


if __name__ == "__main__":
    main()
