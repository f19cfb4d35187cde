"""Small alerts for the tests: one that keeps every rule, and strategies that make many."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from tocsin.base import (
    Alert,
    AlertStatus,
    Area,
    Info,
    MessageType,
    Reference,
    Resource,
    Scope,
)
from tocsin.notify import vocabulary

BEIJING = timezone(timedelta(hours=8))
SENT = datetime(2015, 11, 14, 12, tzinfo=BEIJING)
SQUARE = ((39.8, 116.2), (39.8, 116.6), (40.1, 116.6), (40.1, 116.2), (39.8, 116.2))
AREA = Area(
    description="Beijing", polygons=(SQUARE,), circles=((31.2, 121.5, 20.0),), geocodes=(("GB/T 2260", "11"),)
)
INFO = Info(
    language="en",
    category=("Security", "Safety"),
    event="Heightened security",
    urgency="Expected",
    severity="Moderate",
    certainty="Possible",
    response=("Monitor",),
    expires=SENT + timedelta(days=1),
    sender_name="National group",
    headline="Heightened security after attacks abroad",
    description="Patrols and checks have been increased at stations & airports.\nMore follows.",
    instruction="Allow more time for journeys.",
    web="https://centre.example/alerts/7",
    areas=(AREA,),
)
ALERT = Alert(
    identifier="urn:oid:2.49.0.1.156.0.2015.7",
    sender="duty@centre.example",
    sent=SENT,
    status=AlertStatus.ACTUAL,
    message_type=MessageType.ALERT,
    scope=Scope.PUBLIC,
    infos=(INFO,),
)


def with_info(**changes):
    return replace(ALERT, infos=(replace(INFO, **changes),))


def with_area(**changes):
    return with_info(areas=(replace(AREA, **changes),))


# XML forbids most control characters, and white space around a text is no part of it.
prose = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t\r<&>\"'")
)
texts = prose.map(str.strip)
words = texts.filter(bool)
names = st.from_regex(r"[A-Za-z0-9.:@_-]{1,20}", fullmatch=True)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
instants = st.integers(-2_000_000_000, 4_000_000_000).map(lambda seconds: EPOCH + timedelta(seconds=seconds))
times = st.builds(datetime.astimezone, instants, zones)
coordinates = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
pairs = st.lists(st.tuples(words, texts), max_size=2).map(tuple)


@st.composite
def rings(draw):
    """Boxes of some size, so never crossed."""
    south, west = draw(st.floats(-89, 88)), draw(st.floats(-179, 178))
    up, across = draw(st.floats(0.001, 1)), draw(st.floats(0.001, 1))
    north, east = south + up, west + across
    return ((south, west), (south, east), (north, east), (north, west), (south, west))


areas = st.builds(
    Area,
    description=words,
    polygons=st.lists(rings(), max_size=2).map(tuple),
    circles=st.lists(
        coordinates.flatmap(lambda p: st.tuples(st.just(p[0]), st.just(p[1]), st.floats(0, 1e4))), max_size=2
    ).map(tuple),
    geocodes=pairs,
    altitude=st.floats(-1e5, 1e5),
    ceiling=st.none() | st.floats(-1e5, 1e5),
)
resources = st.builds(
    Resource,
    description=words,
    mime_type=words,
    size=st.none() | st.integers(0, 10**12),
    uri=st.sampled_from(["", "map.png", "https://centre.example/a%20map.png?x=1#2"]),
    content=texts,
    digest=texts,
)


def some(choices, least=0):
    return st.lists(st.sampled_from(choices), min_size=least, max_size=3).map(tuple)


@st.composite
def infos(draw, sent):
    return draw(
        st.builds(
            Info,
            language=st.sampled_from(["en", "fr-FR", "zh-Hans-CN"]),
            category=some(vocabulary.CATEGORIES, least=1),
            event=words,
            response=some(vocabulary.RESPONSES),
            urgency=st.sampled_from(vocabulary.URGENCIES),
            severity=st.sampled_from(vocabulary.SEVERITIES),
            certainty=st.sampled_from(vocabulary.CERTAINTIES),
            audience=texts,
            event_codes=pairs,
            effective=st.none() | st.just(sent),
            onset=st.none() | st.just(sent + timedelta(minutes=5)),
            expires=st.integers(1, 10**6).map(lambda minutes: sent + timedelta(minutes=5 + minutes)),
            sender_name=texts,
            headline=texts,
            description=texts,
            instruction=texts,
            web=st.sampled_from(["", "https://centre.example/a?b=1&c=2"]),
            contact=texts,
            parameters=pairs,
            resources=st.lists(resources, max_size=1).map(tuple),
            areas=st.lists(areas, min_size=1, max_size=2).map(tuple),
        )
    )


@st.composite
def alerts(draw):
    """Alerts that keep every rule, with every element somewhere."""
    sent = draw(times)
    earlier = st.integers(1, 10**6).map(lambda minutes: sent - timedelta(minutes=minutes))
    references = st.lists(st.builds(Reference, names, names, earlier), min_size=1, max_size=2).map(tuple)
    return Alert(
        identifier=draw(names),
        sender=draw(names),
        sent=sent,
        status=draw(st.sampled_from(AlertStatus)),
        message_type=draw(st.sampled_from(MessageType)),
        source=draw(texts),
        scope=draw(st.sampled_from(Scope)),
        restriction=draw(words),
        addresses=draw(st.lists(words.filter(lambda w: '"' not in w), min_size=1, max_size=3).map(tuple)),
        codes=draw(st.lists(words, max_size=2).map(tuple)),
        note=draw(texts),
        references=draw(references),
        incidents=draw(texts),
        infos=draw(st.lists(infos(sent), min_size=1, max_size=2).map(tuple)),
    )
