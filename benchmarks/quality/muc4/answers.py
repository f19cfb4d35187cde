"""Our answers: by the network and the splitter of templates, or by the rules alone."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from benchmarks.quality.muc4.corpus import ROLES, Document, Entity, Template
from benchmarks.quality.muc4.details import Details
from benchmarks.quality.muc4.keys import Dateline
from benchmarks.quality.muc4.slots import Answer
from tocsin.base import Incident, IncidentKind, Report
from tocsin.extract import Reader
from tocsin.extract.encoder import ROLES as SEEN_ROLES
from tocsin.extract.encoder import Encoder, Seen
from tocsin.extract.gazetteer import Gazetteer
from tocsin.extract.lexicon import load, organisations
from tocsin.extract.passage import Passage
from tocsin.extract.sentences import split
from tocsin.extract.templates import LIMITS, Limits, templates
from tocsin.extract.templates import Template as Found

Way = Callable[[Document, Dateline], list[Answer]]
Sentences = tuple[tuple[int, int], ...]
NO_LINE = Dateline("", None)
NAMES = dict(zip(SEEN_ROLES, ROLES, strict=True))
_KINDS = {
    IncidentKind.BOMBING: "bombing",
    IncidentKind.KIDNAPPING: "kidnapping",
    IncidentKind.HOSTAGE_TAKING: "kidnapping",
    IncidentKind.ARSON: "arson",
}
# Which words of the lexicon stand for which role.
_WORDS = {"noun.attacker": "PerpInd", "target": "Target", "weapon": "Weapon"}


def sentences(text: str) -> Sentences:
    """The sentences of a text without case; the splitter looks for capitals behind a full stop."""
    return tuple((span.start, span.end) for span in split(text.upper(), load("en").abbreviations))


def by_network(encoder: Encoder, gazetteer: Gazetteer, limits: Limits = LIMITS) -> Way:
    """Answers by the trained network."""

    def answer(document: Document, line: Dateline) -> list[Answer]:
        spans = sentences(document.text)
        return from_seen(
            document,
            spans,
            encoder.see(document.text, spans),
            Details(document.text, line, gazetteer),
            limits,
        )

    return answer


def from_seen(
    document: Document, spans: Sentences, seen: Seen, details: Details, limits: Limits = LIMITS
) -> list[Answer]:
    """Answers by what the network saw."""
    return [
        details.answer(written(document.text, found), found.sentences)
        for found in templates(document.text, spans, seen, limits)
    ]


def written(text: str, found: Found) -> Template:
    """A template in the form that is scored: of each entity its likeliest mention."""
    fillers: dict[str, list[Entity]] = {role: [] for role in ROLES}
    for entity in found.entities:
        fillers[NAMES[entity.role]].append((text[entity.best.start : entity.best.end],))
    return Template(found.kind.replace("_", " "), {role: _once(some) for role, some in fillers.items()})


def by_rules(reader: Reader, gazetteer: Gazetteer) -> Way:
    """Answers by rules and word lists: the incidents of the reader, with words of their sentences."""

    def answer(document: Document, line: Dateline) -> list[Answer]:
        issued = datetime.combine(line.day, datetime.min.time(), UTC) if line.day else None
        report = Report(
            id="", source="", title="", text=document.text.upper(), published=issued, language="en"
        )
        incidents = reader.read(report).incidents
        passage = Passage.of(report, "en", load("en"))
        details = Details(document.text, line, gazetteer)
        return [_from_incident(document.text, passage, incident, details) for incident in incidents]

    return answer


def _from_incident(text: str, passage: Passage, incident: Incident, details: Details) -> Answer:
    starts = {evidence.start for evidence in incident.evidence}
    rows = [row for row, sentence in enumerate(passage.sentences) if sentence.start in starts]
    fillers: dict[str, list[Entity]] = {role: [] for role in ROLES}
    for row in rows:
        sentence = passage.sentences[row]
        for tag in sentence.tagged(*_WORDS):
            role = _WORDS.get(tag.category) or _WORDS[tag.section]
            first, last = passage.tokens[tag.first], passage.tokens[tag.last - 1]
            fillers[role].append((text[first.start : last.end],))
        if incident.claims:
            tokens = passage.tokens[sentence.first : sentence.last]
            for tag in organisations().match(tokens):
                fillers["PerpOrg"].append((text[tokens[tag.first].start : tokens[tag.last - 1].end],))
    kind = _KINDS.get(incident.kind, "attack")
    return details.answer(Template(kind, {role: _once(some) for role, some in fillers.items()}), rows)


def _once(some: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple(dict.fromkeys(some))


def roles(answers: Sequence[Answer]) -> dict[str, tuple[Entity, ...]]:
    """The fillers of all templates of a text, each once."""
    return {role: _once(entity for one in answers for entity in one.template.of(role)) for role in ROLES}


def answer_all(
    texts: Sequence[Document], lines: Mapping[str, Dateline], *, rules: bool
) -> tuple[dict[str, list[Answer]], str]:
    """The answers to all texts by their names, and in words how and how fast they were found."""
    gazetteer = Gazetteer.open()
    encoder = None if rules else Encoder.open()
    way = by_network(encoder, gazetteer) if encoder else by_rules(Reader.open(gazetteer), gazetteer)
    started = time.perf_counter()
    answered = {one.id: way(one, lines.get(one.id, NO_LINE)) for one in texts}
    speed = len(texts) / (time.perf_counter() - started)
    return answered, f"read by {'the network' if encoder else 'rules'}, {speed:.1f} texts/s"
