"""Whatever bytes come, there is a verdict: no crash, no endless work, nothing kept for the next document.

The short form runs with the other tests; `TOCSIN_FUZZ_SECONDS=600` and `-m slow` run the long one.
"""

import os
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from notify.mutants import mutant
from notify.samples import ALERT, alerts
from shared_data import DATA

from tocsin.errors import BadInput
from tocsin.notify import Level, cap, problems

GOOD = cap.write(ALERT)
PIECES = [
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"&a;",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"<?x?>",
    b"\xff\xfe",
    b"\x00",
    b"\xc3",
]
PIECES += [
    b"<alert>",
    b"</alert>",
    b"<info>",
    b"<area/>",
    b"xmlns=''",
    b"<!DOCTYPE a>",
    b"-->",
    b"1e309,0 ",
    b",,",
]


def judged(data: bytes) -> cap.Verdict:
    """The verdict on a document, and what must hold of every verdict."""
    verdict = cap.validate(data, where="fuzz.xml")
    forbidden = [each for each in verdict.problems if each.level is Level.FORBIDS]
    assert verdict.schema_valid or forbidden
    if verdict.alert is None:
        assert not verdict.valid
    elif not problems(verdict.alert, profiles=()):
        again = cap.write(verdict.alert, profiles=())
        assert cap.parse(again) == cap.Parsed(verdict.alert, (), ())
        assert cap.validate(again, where="again.xml").valid
    return verdict


def damaged(document: bytes, chance: random.Random) -> bytes:
    """A document with some bytes cut out, doubled, or put in."""
    text = bytearray(document)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(text) + 1)
        end = at + chance.choice([0, 1, 5, 50])
        text[at:end] = chance.choice(
            [b"", bytes(text[at:end]) * 2, chance.choice(PIECES), chance.randbytes(3)]
        )
    return bytes(text)


def seeds() -> list[bytes]:
    """Our own sample, and the collection of alerts where it is at hand."""
    folder = DATA / "cap" / "cap12"
    found = [path.read_bytes() for path in sorted(folder.iterdir())] if folder.exists() else []
    return [GOOD, *(document for document in found if len(document) < 30_000)]


def assault(chance: random.Random, documents: list[bytes]) -> None:
    """One damaged document, by its bytes or by its elements."""
    document = chance.choice(documents)
    if chance.random() < 0.5:
        judged(damaged(document, chance))
    else:
        judged(etree.tostring(mutant(etree.fromstring(document), chance)))


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_get_a_verdict(data):
    assert not judged(data).valid


@given(alerts(), st.integers(0, 2**32))
@settings(max_examples=60)
def test_damaged_alerts_of_our_own_get_a_verdict(alert, seed):
    judged(damaged(cap.write(alert), random.Random(seed)))


def test_damaged_alerts_of_many_services_get_a_verdict():
    chance, documents = random.Random(2015), seeds()
    for _ in range(300):
        assault(chance, documents)


@pytest.mark.slow
def test_ten_minutes_of_damaged_alerts_get_a_verdict_each(record_property):
    seconds = int(os.environ.get("TOCSIN_FUZZ_SECONDS", "600"))
    seed = int(os.environ.get("TOCSIN_FUZZ_SEED", "1"))
    chance, documents, count = random.Random(seed), seeds(), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assault(chance, documents)
        count += 1
    record_property("documents", count)
    print(f"{count:,} damaged alerts in {seconds} s")


@given(st.binary(max_size=80))
@settings(max_examples=100)
def test_reading_refuses_and_never_fails(data):
    try:
        cap.read(GOOD[:200] + data + GOOD[200:])
    except BadInput:
        return
