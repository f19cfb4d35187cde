"""Every profile keeps the contract of profiles; each one's own rules are broken one by one."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from lxml import etree
from notify.samples import ALERT, AREA, INFO, SENT, alerts
from shared_data import shared_data

from tocsin.base import MessageType
from tocsin.notify import Level, Rule, cap, problems, review
from tocsin.notify.profiles import PROFILES, TOCSIN, Profile
from tocsin.notify.rules import RULES

AU = "urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:1.0"


def made(code, event, place=None):
    """The sample with what a profile asks for."""
    areas = (replace(AREA, geocodes=(place,)),) if place else INFO.areas
    info = replace(INFO, language="en-CA", event_codes=(event,), areas=areas)
    return replace(ALERT, codes=(code,), infos=(info,))


GOOD = {
    "tocsin": ALERT,
    "ipaws": made("IPAWSv1.0", ("SAME", "CEM"), ("SAME", "006109")),
    "canada": made(
        "profile:CAP-CP:0.4",
        ("profile:CAP-CP:Event:0.4", "tornado"),
        ("profile:CAP-CP:Location:0.3", "3520005"),
    ),
    "australia": made(AU, (f"{AU}:AUeventLIST:1.0", "bushFire")),
}
each_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)


def with_info(alert, **changes):
    return replace(alert, infos=(replace(alert.infos[0], **changes),))


def with_geocode(alert, *codes):
    return with_info(alert, areas=(replace(AREA, geocodes=codes),))


def with_another_event(alert):
    other = tuple((name, "XYZ") for name, _ in alert.infos[0].event_codes)
    return replace(alert, infos=(*alert.infos, replace(alert.infos[0], event_codes=other)))


BROKEN = {
    "tocsin-register": replace(ALERT, identifier="urn:oid:2.49.0.0.156.0.7"),
    "ipaws-code": replace(GOOD["ipaws"], codes=("IPAWS",)),
    "ipaws-info": replace(
        GOOD["ipaws"],
        message_type=MessageType.CANCEL,
        infos=(),
        references=(replace(ALERT.reference, identifier="6"),),
    ),
    "ipaws-event-code": with_info(GOOD["ipaws"], event_codes=(("SAME", "Storm"),)),
    "ipaws-one-event": with_another_event(GOOD["ipaws"]),
    "ipaws-geocode": with_geocode(GOOD["ipaws"], ("SAME", "6109")),
    "canada-code": replace(GOOD["canada"], codes=()),
    "canada-event-code": with_info(GOOD["canada"], event_codes=()),
    "canada-one-event": with_another_event(GOOD["canada"]),
    "canada-geocode": with_geocode(GOOD["canada"], ("SGC", "3520005")),
    "canada-language": with_info(GOOD["canada"], language="en"),
    "australia-code": replace(GOOD["australia"], codes=("CAP-AU",)),
    "australia-event-code": with_info(GOOD["australia"], event_codes=(("SAME", "CEM"),)),
    "australia-one-event": with_another_event(GOOD["australia"]),
}


@each_profile
def test_its_names_and_its_document_are_told(profile: Profile):
    assert PROFILES[profile.name] is profile
    assert profile.title
    assert profile.source
    assert all(rule.startswith(f"{profile.name}-") for rule in profile.rules)
    assert all(about.meaning and about.section for about in profile.rules.values())


@each_profile
def test_it_raises_only_advice_of_the_standard(profile: Profile):
    assert all(RULES[Rule(rule)].level is Level.ADVISES for rule in profile.forbids)


@each_profile
def test_an_alert_that_keeps_it_has_no_problem(profile: Profile):
    assert review(GOOD[profile.name], [profile]) == ()


@each_profile
def test_each_of_its_rules_is_broken_by_something(profile: Profile):
    for rule, about in profile.rules.items():
        found = {problem.rule: problem.level for problem in profile.problems(BROKEN[rule])}
        assert found == {rule: about.level}, rule


@each_profile
def test_its_advice_turned_rule_stops_an_alert(profile: Profile):
    nowhere = with_info(GOOD[profile.name], areas=())
    assert problems(nowhere, []) == ()
    assert Rule.AREA_MISSING in {problem.rule for problem in problems(nowhere, [profile])}


@given(alert=alerts())
@settings(max_examples=25)
def test_all_bear_any_alert_and_name_the_path_and_the_mending(alert):
    for profile in PROFILES.values():
        for problem in profile.problems(alert):
            assert problem.rule in profile.rules
            assert problem.path.startswith("alert/")
            assert ";" in problem.message


def test_a_document_is_held_against_the_profiles_asked_for_with_its_lines():
    document = cap.write(BROKEN["ipaws-geocode"], profiles=())
    verdict = cap.validate(document, where="night.xml", profiles=[PROFILES["ipaws"]])
    assert [(p.path, p.rule) for p in verdict.problems] == [
        ("alert/info[1]/area[1]/geocode", "ipaws-geocode")
    ]
    assert document.splitlines()[verdict.problems[0].line - 1].strip() == b"<geocode>"
    assert cap.validate(document, where="night.xml").problems == ()


def test_two_profiles_may_be_asked_for_at_once():
    found = {problem.rule for problem in problems(ALERT, [PROFILES["ipaws"], PROFILES["canada"]])}
    assert {"ipaws-code", "canada-code"} <= found


def test_our_own_profile_lets_an_update_be_sent_that_the_standard_does():
    old = replace(ALERT.reference, identifier="6", sent=SENT.replace(hour=1))
    assert problems(replace(ALERT, message_type=MessageType.UPDATE, references=(old,)), [TOCSIN]) == ()


@cache
def ipaws_schema():
    return etree.XMLSchema(etree.parse(shared_data("cap", "xsd", "capv1.2-ipaws-profile-v1.0-pr02.xsd")))


@given(alert=alerts())
@settings(max_examples=50)
def test_what_keeps_ipaws_is_valid_under_its_schema(alert):
    infos = tuple(
        replace(
            info,
            event_codes=(("SAME", "CEM"),),
            areas=tuple(replace(area, geocodes=(("SAME", "006109"),)) for area in info.areas),
        )
        for info in alert.infos
    )
    kept = replace(alert, codes=("IPAWSv1.0",), infos=infos)
    assert problems(kept, [PROFILES["ipaws"]]) == ()
    ipaws_schema().assertValid(etree.fromstring(cap.write(kept)))


@pytest.mark.parametrize("rule", ["ipaws-code", "ipaws-info", "ipaws-event-code"])
def test_what_the_schema_of_ipaws_refuses_we_refuse(rule):
    stripped = {
        "ipaws-code": replace(GOOD["ipaws"], codes=()),
        "ipaws-info": BROKEN["ipaws-info"],
        "ipaws-event-code": with_info(GOOD["ipaws"], event_codes=()),
    }[rule]
    assert not ipaws_schema().validate(etree.fromstring(cap.write(stripped, profiles=())))
    assert rule in {problem.rule for problem in problems(stripped, [PROFILES["ipaws"]])}


def test_canadian_samples_keep_the_canadian_profile():
    """Of the eight of a receiver's tests, all."""
    files = [
        shared_data("cap", "cap12", f"{number}.xml") for number in range(151, 161) if number not in (153, 157)
    ]
    for path in files:
        if path.exists():
            verdict = cap.validate(path.read_bytes(), where=path.name, profiles=[PROFILES["canada"]])
            assert verdict.valid, (path.name, verdict.problems)
