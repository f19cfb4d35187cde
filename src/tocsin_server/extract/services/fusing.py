"""Fusing: new mentions join the incidents near them; ids stay, rulings hold, nothing near is left behind.

Only reports of one unit under one label are put together, so that no incident tells a viewer of a report that
the viewer may not read.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet

from tocsin.base import TOLLS
from tocsin.base import Incident as IncidentRecord
from tocsin.base import Reading as ReadingRecord
from tocsin.extract import Constraints
from tocsin.extract.fusion import Mention as Told
from tocsin.extract.fusion import explained, mentions, merge, reason
from tocsin.extract.fusion.candidates import filed, sought
from tocsin.extract.fusion.grouping import Join
from tocsin.extract.fusion.trace import Trace, trace
from tocsin_server import clock
from tocsin_server.codec import decode, encode
from tocsin_server.collect import selectors as collected
from tocsin_server.extract.models import Incident, Mention, MentionKey, Reading, Ruling
from tocsin_server.extract.services.indexing import index
from tocsin_server.ledger.services import Actor, act
from tocsin_server.locks import one_at_a_time

KEYS_AT_ONCE = 5_000
"""How many keys are looked up in one query: SQLite takes about 30,000 values."""


def fuse(report_ids: Collection[str], actor: Actor) -> tuple[str, ...]:
    """Put the mentions of these reports where they belong; the ids of the incidents that changed.

    The ledger keeps every change of a best figure that these reports brought, with its reason.
    """
    with act(actor, "extract.fused") as entry:
        one_at_a_time("extract.fuse")
        seeds = Mention.objects.filter(report__in=report_ids)
        changed = refuse(seeds.values_list("pk", flat=True))
        entry.subject = "incidents"
        entry.data = {"incidents": changed, "tolls": _brought(changed, report_ids)}
        if not changed:
            entry.cancel()
    return tuple(changed)


def _brought(incident_ids: Collection[str], report_ids: Collection[str]) -> list[dict[str, str | int]]:
    """The steps of the tolls of these incidents that rest on these reports."""
    mentions = Mention.objects.filter(report__in=report_ids).select_related("report")
    told = {(one.report.outlet, one.report.published) for one in mentions}
    rows = Incident.objects.filter(pk__in=incident_ids, retired=False).order_by("pk")
    return [
        {"incident": row.pk, "toll": toll, "best": step.best, "reason": step.reason}
        for row in rows
        for toll in TOLLS
        if (count := getattr(decode(IncidentRecord, row.data), toll)) is not None
        for step in count.steps
        if (step.source, step.at) in told
    ]


def _why(report_ids: Collection[str]) -> dict[str, str]:
    """Why each mention of these reports was joined with others, for the ledger."""
    joined = Mention.objects.filter(report__in=report_ids).exclude(why="").order_by("pk")
    return dict(joined.values_list("pk", "why"))


def refuse(mention_ids: Iterable[str]) -> list[str]:
    """Fuse anew around some mentions, in the caller's transaction and under its lock; what changed."""
    seeds = Mention.objects.filter(pk__in=list(mention_ids)).select_related("report").order_by("pk")
    owned: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for seed in seeds:
        owned[seed.report.unit_id, seed.report.tlp].append(seed)
    return sorted(id for _, some in sorted(owned.items()) for id in _refuse_owned(some))


def _refuse_owned(seeds: Sequence[Mention]) -> list[str]:
    rows = {row.pk: row for row in _neighbourhood(seeds)}
    before = {row.pk: row.incident_id for row in rows.values() if row.incident_id}
    told, joins = explained(as_told(rows), _constraints(rows))
    _keep_reasons(rows, joins)
    groups = [[rows[one.id] for one in members] for members in told]
    records = [merge(members) for members in told]
    sources = [len({one.source for one in members}) for members in told]
    homes = _homes(groups, [record.id for record in records])
    changed = [_keep(*each) for each in zip(homes, groups, records, sources, strict=True)]
    return [*filter(None, changed), *_retire(rows, before)]


def _retire(rows: Mapping[str, Mention], before: Mapping[str, str]) -> list[str]:
    """Retire the incidents that lost their last mention; each points at where most of its mentions went."""
    emptied = sorted(set(before.values()) - {row.incident_id for row in rows.values() if row.incident_id})
    for id in emptied:
        went = Counter(rows[mention].incident_id for mention, home in before.items() if home == id)
        (successor, _), *_ = went.most_common(1)
        Incident.objects.filter(pk=id).update(
            retired=True, successor=successor, updated=clock.now(), graded=False
        )
    return emptied


def _keep_reasons(rows: Mapping[str, Mention], joins: Iterable[Join]) -> None:
    """Keep why each mention was joined with others, "" for one that others joined."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for join in joins:
        reasons[join.one.id].append(reason(join))
    changed = [row for row in rows.values() if row.why != " ".join(reasons[row.pk])]
    for row in changed:
        row.why = " ".join(reasons[row.pk])
    Mention.objects.bulk_update(changed, ["why"])


def _neighbourhood(seeds: Sequence[Mention]) -> QuerySet[Mention]:
    """What the seeds might be one with, and all that is now fused or ruled together with it."""
    owner = Q(report__unit_id=seeds[0].report.unit_id, report__tlp=seeds[0].report.tlp)
    traces = [trace(told) for told in as_told({seed.pk: seed for seed in seeds})]
    _file(traces)
    ids = {seed.pk for seed in seeds}
    for keys in _batches(sorted({key for each in traces for key in sought(each)})):
        ids |= set(Mention.objects.filter(owner, keys__key__in=keys).values_list("pk", flat=True))
    ids |= _ruled_with(ids)
    homes = Mention.objects.filter(pk__in=ids).exclude(incident=None).values_list("incident_id", flat=True)
    together = Q(pk__in=ids) | Q(incident__in=set(homes))
    rows = Mention.objects.filter(together, owner).order_by("pk")
    return rows.select_related("report__copy_of")


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[at : at + KEYS_AT_ONCE] for at in range(0, len(keys), KEYS_AT_ONCE))


def _file(traces: Sequence[Trace]) -> None:
    """File mentions under the keys by which later ones find them; those filed already stay as they are."""
    rows = (MentionKey(mention_id=each.id, key=key) for each in traces for key in sorted(filed(each)))
    MentionKey.objects.bulk_create(rows, ignore_conflicts=True)


def _ruled_with(ids: Collection[str]) -> set[str]:
    pairs = Ruling.objects.filter(Q(first__in=ids) | Q(second__in=ids)).values_list("first_id", "second_id")
    return {id for pair in pairs for id in pair}


def as_told(rows: Mapping[str, Mention]) -> list[Told]:
    """The mentions as the core fuses them, each with its report and, of a wire copy, the report it copies."""
    reports = {row.report_id: row.report for row in rows.values()}
    originals = {report.copy_of.pk: report.copy_of for report in reports.values() if report.copy_of}
    records = {id: collected.record(report) for id, report in {**originals, **reports}.items()}
    copies = {id: report.copy_of_id for id, report in reports.items() if report.copy_of_id}
    readings = Reading.objects.filter(pk__in=reports).order_by("pk").values_list("data", flat=True)
    told = (one for data in readings for one in mentions(decode(ReadingRecord, data), records, copies))
    return [one for one in told if one.id in rows]


def _constraints(rows: Mapping[str, Mention]) -> Constraints:
    rulings = Ruling.objects.filter(first__in=rows, second__in=rows)
    pairs = defaultdict(set)
    for first, second, same in rulings.values_list("first_id", "second_id", "same"):
        pairs[same].add((first, second))
    return Constraints(same=frozenset(pairs[True]), different=frozenset(pairs[False]))


def _homes(groups: Sequence[Sequence[Mention]], names: Sequence[str]) -> list[str]:
    """For each group the incident it goes on as, "" for a new one: whoever holds most of one keeps it.

    Of equals it is kept by the group whose core name it is, so that what is merged and parted again gets its
    old ids back.
    """
    claims = sorted(
        (-held, id != names[at], at, id)
        for at, members in enumerate(groups)
        for id, held in Counter(row.incident_id for row in members if row.incident_id).items()
    )
    homes = [""] * len(groups)
    for _, _, at, id in claims:
        if not homes[at] and id not in homes:
            homes[at] = id
    return homes


def _keep(home: str, members: Sequence[Mention], record: IncidentRecord, sources: int) -> str:
    """Bring the incident of a group up to date; its id where that changed anything."""
    row = Incident.objects.get(pk=home) if home else _new(record.id, members[0])
    data = encode(replace(record, id=row.pk))
    moved = [member for member in members if member.incident_id != row.pk]
    if row.data == data and not moved:
        return ""
    _fill(row, replace(record, id=row.pk), sources)
    row.save()
    Mention.objects.filter(pk__in=[member.pk for member in moved]).update(incident=row)
    for member in moved:
        member.incident_id = row.pk
    index(row)
    return row.pk


def _new(id: str, member: Mention) -> Incident:
    """A row for a new incident, under the id that the core gives it where that is free.

    A retired one of this id is the same earliest mention standing on its own again, so its link lives on.
    """
    name, number = id, 1
    while (standing := Incident.objects.filter(pk=name).first()) and not standing.retired:
        number += 1
        name = f"{id}-{number}"
    unit_id, tlp = member.report.unit_id, member.report.tlp
    return standing or Incident(pk=name, unit_id=unit_id, tlp=tlp, created=clock.now())


def _fill(row: Incident, record: IncidentRecord, sources: int) -> None:
    """The columns that filters and the map need, from the record."""
    place, when = record.place, record.when
    row.kind, row.data, row.sources = record.kind, encode(record), sources
    row.place_name = place.name[:200] if place else ""
    row.division = place.division[:200] if place else ""
    row.country = place.country if place else ""
    row.latitude = place.latitude if place else None
    row.longitude = place.longitude if place else None
    row.first_day = when.first if when else None
    row.last_day = when.last if when else None
    row.precision = when.precision if when else ""
    for toll in TOLLS:
        count = getattr(record, toll)
        for figure in ("low", "best", "high"):
            setattr(row, f"{toll}_{figure}", getattr(count, figure) if count else None)
    row.retired, row.successor, row.updated, row.graded = False, None, clock.now(), False
