"""A hundred articles in ten languages speak of violence, and none of them tells of an attack of today.

They lie in tests/data/adversarial, one file a trap: sport, films, anniversaries, drills, threats, trials,
statistics, accidents, disasters, markets, history, advice. Each names the invented persons in it.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.core.extract.readings import reader
from tocsin.base import Evidence, Reading, Report
from tocsin.extract import fuse

FOLDER = Path(__file__).parents[2] / "data" / "adversarial"
TODAY = datetime(2031, 9, 15, 12, 0, tzinfo=UTC)
MOST = 5
"""So many of them may be taken for an incident of today."""


@dataclass(frozen=True)
class Article:
    """One article with the persons it names."""

    report: Report
    persons: tuple[str, ...]


@cache
def articles() -> tuple[Article, ...]:
    return tuple(
        _article(f"{path.stem}-{number}", row)
        for path in sorted(FOLDER.glob("*.toml"))
        for number, row in enumerate(tomllib.loads(path.read_text("utf-8"))["article"], 1)
    )


def _article(name: str, row: dict[str, object]) -> Article:
    report = Report(
        id=name,
        source="agency",
        title=str(row["title"]),
        text=str(row["text"]),
        published=TODAY,
        language=str(row["language"]),
    )
    persons = row["persons"]
    return Article(report, tuple(map(str, persons)) if isinstance(persons, list) else ())


@cache
def readings() -> dict[str, Reading]:
    return {article.report.id: reader().read(article.report) for article in articles()}


def strings(value: object) -> Iterator[str]:
    """Every text that a record holds; not the quotes of the report that evidence shows."""
    if isinstance(value, Evidence):
        return
    if is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def named(record: object, persons: tuple[str, ...]) -> list[str]:
    """What a record holds of the names of some persons, whole or by the family name."""
    parts = {part for person in persons for part in (person, person.split()[-1])}
    return [text for text in strings(record) if any(part.casefold() in text.casefold() for part in parts)]


def attack_told_by(person: str) -> Report:
    """A real attack in which a person is witness, victim, spokesman and suspect."""
    text = (
        f"A bomb killed 12 people at a market in Kirkuk on Sunday, {person} of the police said. "
        f"Among the dead was {person}'s brother. The Kirkuk Liberation Front claimed the attack; "
        f"police blamed {person} and arrested two men. {person} said the alert level would be raised."
    )
    return Report(id="r", source="agency", title="Blast", text=text, published=TODAY, language="en")


def test_there_are_a_hundred_in_ten_languages() -> None:
    assert len(articles()) == 100
    assert len({article.report.language for article in articles()}) == 10


def test_at_most_five_become_incidents_of_today() -> None:
    taken = [name for name, reading in readings().items() if reading.incidents]
    assert len(taken) <= MOST, taken


def test_every_one_of_them_is_put_aside_with_a_reason() -> None:
    assert all(reading.reason for reading in readings().values())


def test_no_field_of_their_readings_holds_a_persons_name() -> None:
    held = {a.report.id: named(readings()[a.report.id], a.persons) for a in articles()}
    assert {name: texts for name, texts in held.items() if texts} == {}


def test_no_field_of_a_real_attack_holds_the_name_of_who_tells_of_it() -> None:
    persons = [person for article in articles() for person in article.persons if person.isascii()]
    for person in persons[::3]:
        report = attack_told_by(person)
        reading = reader().read(report)
        assert reading.incidents
        (incident,) = fuse([reading], {report.id: report})
        assert named(incident, (person,)) == []
        assert named(reading, (person,)) == []
