"""The texts of MUC-4 in the form that Du, Rush and Cardie (2021) published, one JSON object a line."""

import json
from dataclasses import dataclass, field
from pathlib import Path

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
"""The roles that are scored, as the published files name them."""

Entity = tuple[str, ...]
"""One thing or person: every way in which the text names it."""


@dataclass(frozen=True)
class Template:
    """One incident: its kind (a key may allow several, parted by " / ") and what fills each role."""

    kind: str
    fillers: dict[str, tuple[Entity, ...]] = field(default_factory=dict)

    def of(self, role: str) -> tuple[Entity, ...]:
        """The entities in a role."""
        return self.fillers.get(role, ())


@dataclass(frozen=True)
class Document:
    """One text in lower case, with the key's templates (`None` where the file has none)."""

    id: str
    text: str
    templates: tuple[Template, ...] | None

    @property
    def published_id(self) -> str:
        """As the published predictions number it: TST2-MUC4-0007 is 20007; others keep their name."""
        part, _, number = self.id.rpartition("-")
        digit = part.partition("-")[0][-1:]
        return str(int(digit) * 10_000 + int(number)) if digit.isdigit() else self.id


def rows(path: Path) -> list[dict]:
    """The objects of a file, one a line or a JSON list."""
    text = path.read_text("utf-8")
    if text.lstrip().startswith("["):
        return json.loads(text)
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def documents(path: Path) -> list[Document]:
    """The documents of a file of templates."""
    return [
        Document(row["docid"], row["doctext"], templates(row["templates"]) if "templates" in row else None)
        for row in rows(path)
    ]


def templates(some: list[dict]) -> tuple[Template, ...]:
    """Templates as written in a file; one written twice counts once, as in the published scorer."""
    read = (Template(one["incident_type"], fillers(one)) for one in some)
    return tuple(_unique(read))


def fillers(roles: dict) -> dict[str, tuple[Entity, ...]]:
    """The entities of each role, a mention being its words or a pair of its words and its place."""
    return {
        role: tuple(
            tuple(mention if isinstance(mention, str) else mention[0] for mention in entity)
            for entity in roles.get(role, ())
            if entity
        )
        for role in ROLES
    }


def _unique(some):
    seen = []
    for one in some:
        if one not in seen:
            seen.append(one)
    return seen
