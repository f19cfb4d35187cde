"""A verdict is the official schema's, names every broken rule with its element and line, and never raises."""

import csv
import random
import re
from functools import cache

import pytest
from lxml import etree
from notify.mutants import mutant
from notify.samples import ALERT, with_info
from shared_data import shared_data

from tocsin.notify import Level, Rule, cap
from tocsin.notify.rules import RULES
from tocsin.notify.vocabulary import NAMESPACES

TEXT = cap.write(ALERT).decode()

MANIFEST = {
    "polygon >100 vertices": Rule.POLYGON_LONG,
    "area without polygon/circle/geocode": Rule.AREA_SHAPELESS,
    "info without expires (optional, but recommended)": Rule.EXPIRES_MISSING,
    "polygon self-intersects/invalid": Rule.POLYGON_CROSSED,
    "expires <= sent": Rule.EXPIRES_SENT,
    "polygon not closed": Rule.POLYGON_OPEN,
    "info without area": Rule.AREA_MISSING,
    "polygon garbage": Rule.POLYGON_TEXT,
    "coordinate out of range": Rule.COORDINATES,
    "expires < onset": Rule.EXPIRES_ONSET,
    "identifier has space/comma/<&": Rule.IDENTIFIER,
    "sender has space/comma/<&": Rule.SENDER,
}
"""The names that the collection of alerts gives to rules, and ours."""


def corpus():
    folder = shared_data("cap")
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        return [((folder / row["file"]).read_bytes(), row) for row in csv.DictReader(lines)]


def judge(text):
    return cap.validate(text.encode() if isinstance(text, str) else text, where="night.xml")


def rules(text):
    return [(problem.path, problem.rule) for problem in judge(text).problems]


def test_the_verdict_on_every_alert_of_the_collection_is_the_manifests():
    for document, row in corpus():
        verdict = judge(document)
        told = {MANIFEST[rule] for rule in row["rules_broken"].split("; ") if rule}
        found = {problem.rule for problem in verdict.problems} & set(MANIFEST.values())
        assert (str(verdict.schema_valid), found) == (row["xsd_valid"], told), row["file"]


def test_every_problem_in_the_collection_has_a_path_a_line_and_the_level_of_its_rule():
    for document, row in corpus():
        for problem in judge(document).problems:
            assert problem.path.startswith("alert"), row["file"]
            assert 0 < problem.line <= document.count(b"\n") + 1
            assert problem.level is RULES[Rule(problem.rule)].level
            assert ";" in problem.message or problem.rule == Rule.SCHEMA


@cache
def oracle(version):
    return etree.XMLSchema(etree.parse(shared_data("cap", "xsd", f"cap{version.replace('.', '')}.xsd")))


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_our_schema_gives_the_official_ones_verdict_on_thousands_of_damaged_alerts(version):
    from tocsin.notify.cap import schemas

    chance = random.Random(2015)
    space = NAMESPACES[version].encode()
    small = [document for document, _ in corpus() if len(document) < 12_000]
    verdicts = set()
    for document in small:
        root = etree.fromstring(document.replace(NAMESPACES["1.2"].encode(), space))
        for each in [root, *(mutant(root, chance) for _ in range(25))]:
            # By way of the bytes: a tree made by hand can be what no document is.
            tree = etree.fromstring(etree.tostring(each))
            verdict = oracle(version).validate(tree)
            assert schemas.accepts(tree, version) == verdict, etree.tostring(each)
            verdicts.add(verdict)
    assert len(small) * 26 > 2_000
    assert verdicts >= {False}


def test_a_damaged_alert_that_the_schema_refuses_is_never_without_a_reason():
    chance = random.Random(7)
    for document, _ in corpus()[::4]:
        if len(document) > 12_000:
            continue
        for _ in range(10):
            damaged = etree.tostring(mutant(etree.fromstring(document), chance))
            verdict = judge(damaged)
            assert verdict.schema_valid == oracle("1.2").validate(etree.fromstring(damaged))
            forbidden = [each for each in verdict.problems if each.level is Level.FORBIDS]
            assert verdict.schema_valid or forbidden
            assert verdict.valid == (verdict.schema_valid and not forbidden)


def test_our_own_alert_is_valid_and_read_whole():
    verdict = judge(TEXT)
    assert (verdict.valid, verdict.version, verdict.problems, verdict.alert) == (True, "1.2", (), ALERT)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", Rule.EMPTY),
        (b"all is well", Rule.NOT_XML),
        (TEXT[:-20].encode(), Rule.NOT_XML),
        (b"<rss><channel/></rss>", Rule.NOT_CAP),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><alert/>', Rule.ENTITIES),
        (b"<alert>" * 300, Rule.TOO_DEEP),
        (b"<alert>" + b" " * 5_000_001, Rule.TOO_LARGE),
    ],
)
def test_what_is_no_alert_at_all_is_a_verdict_too(data, rule):
    verdict = judge(data)
    assert not verdict.valid
    assert verdict.alert is None
    assert [problem.rule for problem in verdict.problems] == [rule]


def test_broken_xml_is_told_with_its_line():
    assert judge("<alert>\n<sender>\n</alert>").problems[0].line == 3


def test_a_failed_document_leaves_nothing_behind_for_the_next():
    before = judge(TEXT)
    for broken in (TEXT[:-20], "<rss/>", TEXT.replace("<scope>Public</scope>", "")):
        assert not judge(broken).valid
        assert judge(TEXT) == before


def test_rules_are_told_where_the_head_is_missing():
    headless = re.sub(r"<scope>.*</scope>|<expires>.*</expires>", "", TEXT)
    assert rules(headless) == [
        ("alert/scope", Rule.EMPTY),
        ("alert/info[1]/expires", Rule.EXPIRES_MISSING),
    ]


def test_a_polygon_that_cannot_be_read_does_not_shift_the_number_of_the_next():
    ring = re.search(r"<polygon>.*</polygon>", TEXT)[0]
    open_ring = ring.replace(" 39.8,116.2</", "</")
    broken = TEXT.replace(ring, f"<polygon>north</polygon>\n{open_ring}\n<polygon>south</polygon>")
    verdict = judge(broken)
    found = {problem.path: (problem.rule, problem.line) for problem in verdict.problems}
    lines = broken.splitlines()
    first = next(number for number, line in enumerate(lines, 1) if "north" in line)
    assert found == {
        "alert/info[1]/area[1]/polygon[1]": (Rule.POLYGON_TEXT, first),
        "alert/info[1]/area[1]/polygon[2]": (Rule.POLYGON_OPEN, first + 1),
        "alert/info[1]/area[1]/polygon[3]": (Rule.POLYGON_TEXT, first + 2),
    }


def test_what_could_not_be_read_is_not_said_to_be_missing_as_well():
    lost = TEXT.replace("<expires>2015", "<expires>in 2015")
    assert rules(lost) == [("alert/info[1]/expires", Rule.TIME_FORM)]
    shapeless = re.sub(r"(?s)<circle>.*</geocode>", "", re.sub(r"<polygon>.*<", "<polygon>north<", TEXT))
    assert rules(shapeless) == [("alert/info[1]/area[1]/polygon[1]", Rule.POLYGON_TEXT)]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_an_earlier_version_is_read_and_told_but_is_not_valid_cap_1_2(version):
    verdict = judge(TEXT.replace("cap:1.2", "cap:1.1") if version == "1.1" else cap_1_0())
    assert (verdict.version, verdict.schema_valid, verdict.valid) == (version, False, False)
    assert verdict.alert is not None
    assert [(problem.path, problem.rule) for problem in verdict.problems] == [("alert", Rule.VERSION)]


def cap_1_0():
    text = TEXT.replace(NAMESPACES["1.2"], NAMESPACES["1.0"]).replace("Possible", "Very Likely")
    text = re.sub(r"<responseType>.*</responseType>", "", text)
    pair = r"<geocode>\s*<valueName>(.*)</valueName>\s*<value>(.*)</value>\s*</geocode>"
    return re.sub(pair, r"<geocode>\1=\2</geocode>", text)


def test_pairs_and_certainty_of_cap_1_0_are_converted():
    info = judge(cap_1_0()).alert.infos[0]
    assert info.areas[0].geocodes == (("GB/T 2260", "11"),)
    assert info.certainty == "Likely"


def test_an_alert_in_an_envelope_is_read_and_the_envelope_told():
    inner = TEXT.partition("?>")[2]
    envelope = (
        '<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><contentObject><xmlContent>'
        f"<embeddedXMLContent>{inner}</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>"
    )
    verdict = judge(envelope)
    assert verdict.alert == ALERT
    assert not verdict.schema_valid
    assert [problem.rule for problem in verdict.problems] == [Rule.ENVELOPE]
    two = judge(envelope.replace("</xmlContent>", f"</xmlContent><xmlContent>{inner}</xmlContent>"))
    assert [problem.rule for problem in two.problems] == [Rule.NOT_CAP]


def test_an_attribute_that_cap_does_not_have_is_told_by_the_schema_at_its_element():
    verdict = judge(TEXT.replace("<event>", '<event lang="en">'))
    assert [(p.path, p.rule) for p in verdict.problems] == [("alert/info[1]/event", Rule.SCHEMA)]
    assert verdict.alert == ALERT


def test_problems_beyond_a_thousand_are_only_said_to_be_there():
    many = TEXT.replace("<event>", "<colour/>" * 3_000 + "<event>")
    found = judge(many).problems
    assert len(found) <= 1_001
    assert found[-1].rule == Rule.MORE


def test_advice_does_not_make_a_document_invalid():
    verdict = judge(cap.write(with_info(expires=None), profiles=()))
    assert verdict.valid
    assert [(p.rule, p.level) for p in verdict.problems] == [(Rule.EXPIRES_MISSING, Level.ADVISES)]
