"""Grading: what changed is graded anew, and with it the sources that told of it.

Grades are learned apart for each unit and label, as incidents are put together, so that none tells a viewer
of what the viewer may not read. All of it is worked out from what is stored, so a job that is run again, or
in another order, ends in the same grades.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import F, QuerySet

from tocsin.extract import grading
from tocsin.extract.grading.credibility import WEIGHTS
from tocsin_server import clock
from tocsin_server.extract import grades
from tocsin_server.extract.models import Incident, Mention, Overruling, SourceGrade, Statement
from tocsin_server.extract.services.fusing import as_told
from tocsin_server.ledger.services import Actor, act
from tocsin_server.locks import one_at_a_time

BATCH = 200
"""How many incidents are graded in one transaction."""

Told = Mapping[str, tuple[grading.Statement, ...]]


def grade(actor: Actor) -> None:
    """Grade all that is due: incidents that changed, letters that aged, grades of persons that lapsed."""
    _lapse(actor)
    while _grade_changed(actor):
        pass
    _age(actor)


def _grade_changed(actor: Actor) -> bool:
    """Grade one batch of incidents that changed; whether there were any."""
    with act(actor, "extract.graded") as entry:
        one_at_a_time("extract.fuse")
        rows = list(grades.changed()[:BATCH])
        told = {row.pk: _statements(row) for row in rows}
        touched = {row.pk for row in _restate(rows, told)}
        entry.subject = "incidents"
        entry.data = {"incidents": sorted(told), "sources": learn(touched)}
        letters = dict(SourceGrade.objects.filter(pk__in=touched).values_list("pk", "letter"))
        for row in rows:
            _rate(row, told[row.pk], letters)
        if not rows:
            entry.cancel()
    return bool(rows)


def _statements(row: Incident) -> tuple[grading.Statement, ...]:
    mentions = Mention.objects.filter(incident=row).select_related("report__copy_of").order_by("pk")
    return grading.statements(as_told({mention.pk: mention for mention in mentions}))


def _restate(rows: Sequence[Incident], told: Told) -> list[SourceGrade]:
    """Write down what each source says of these incidents, and how it is judged; the sources, old and new."""
    before = list(SourceGrade.objects.filter(statements__incident__in=rows).distinct())
    Statement.objects.filter(incident__in=rows).delete()
    found = {(row.unit_id, row.tlp, row.outlet): row for row in before}
    stated = []
    for row in rows:
        judged = grading.judge(told[row.pk])
        for one in told[row.pk]:
            key = row.unit_id, row.tlp, one.source
            found[key] = source = found.get(key) or _source(*key)
            stated.append(_statement(row, source, one.at, judged[one.source]))
    Statement.objects.bulk_create(stated)
    return list(found.values())


def _source(unit: str, tlp: str, outlet: str) -> SourceGrade:
    fresh = {"at": clock.now()}
    return SourceGrade.objects.get_or_create(unit_id=unit, tlp=tlp, outlet=outlet, defaults=fresh)[0]


def _statement(
    row: Incident, source: SourceGrade, at: datetime | None, judged: grading.Judgement
) -> Statement:
    findings = [
        {"fact": each.fact, "agrees": each.agrees, "sources": each.sources} for each in judged.findings
    ]
    return Statement(
        incident=row, source=source, at=at or row.created, agreed=judged.agreed, findings=findings
    )


def learn(source_ids: Collection[int]) -> dict[str, str]:
    """Work out the letters of these sources anew, in the caller's transaction; what changed, with reasons."""
    now = clock.now()
    changed = {}
    for source in SourceGrade.objects.filter(pk__in=source_ids).order_by("pk"):
        history = source.statements.exclude(agreed=None).values_list("at", "agreed")
        learned = grading.reliability(((at, bool(agreed)) for at, agreed in history), now)
        before = source.letter
        source.learned, source.why, source.at = learned.letter, learned.why, now
        source.low, source.high = learned.low, learned.high
        source.agreed, source.judged = learned.agreed, learned.judged
        source.letter = _word(source.overrulings.all()) or learned.letter
        source.save()
        if source.letter != before:
            changed[f"{source.unit_id}: {source.outlet}"] = f"{before} to {source.letter}: {source.why}"
            _reweigh(source, before)
    return changed


def _word(overrulings: QuerySet[Overruling]) -> str:
    """The grade that a person gave and that is in force, "" where there is none."""
    return overrulings.filter(ended=None).values_list("grade", flat=True).first() or ""


def _reweigh(source: SourceGrade, before: str) -> None:
    """Where the word of a source counts more or less than before, what it tells of is graded again."""
    if WEIGHTS[source.letter] != WEIGHTS[before]:
        Incident.objects.filter(statements__source=source).update(graded=False)


def _rate(row: Incident, told: Iterable[grading.Statement], letters: Mapping[int, str]) -> None:
    """Grade what the sources tell of an incident, and the incident itself."""
    stated = {each.source.outlet: each for each in row.statements.select_related("source")}
    known = {outlet: letters[each.source_id] for outlet, each in stated.items()}
    for one in told:
        found = grading.credibility(one, told, known)
        stated[one.source].credibility, stated[one.source].why = found.digit, found.why
    Statement.objects.bulk_update(stated.values(), ["credibility", "why"])
    whole = grading.of_incident(tuple(told), known)
    row.learned, row.credibility_why = whole.digit, whole.why
    row.credibility = int(_word(row.overrulings.all()) or whole.digit)
    row.graded = True
    row.save(update_fields=["learned", "credibility_why", "credibility", "graded"])


def _age(actor: Actor) -> None:
    """Let tellings grow old: letters that nobody touched for a day are worked out again."""
    with act(actor, "extract.regraded") as entry:
        one_at_a_time("extract.fuse")
        entry.subject = "sources"
        entry.data = {"sources": learn(grades.aged(clock.now()).values_list("pk", flat=True)[:BATCH])}
        if not entry.data["sources"]:
            entry.cancel()


def _lapse(actor: Actor) -> None:
    """End the grades of persons whose time is over."""
    with act(actor, "extract.overruling_lapsed") as entry:
        one_at_a_time("extract.fuse")
        rows = list(grades.lapsed(clock.now()))
        entry.data = {"overrulings": [row.pk for row in rows], "sources": end(rows)}
        if not rows:
            entry.cancel()


def end(overrulings: Sequence[Overruling]) -> dict[str, str]:
    """End some grades of persons, in the caller's transaction; the letters that this changed."""
    ids = [row.pk for row in overrulings]
    Overruling.objects.filter(pk__in=ids).update(ended=clock.now())
    Incident.objects.filter(overrulings__in=ids).update(credibility=F("learned"))
    return learn({row.source_id for row in overrulings if row.source_id})
