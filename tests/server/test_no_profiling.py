"""Tocsin protects places and does not profile people: no table has room for it."""

import re

from django.apps import apps
from django.db.models import Field

FORBIDDEN = re.compile(
    r"ethni|\brac(e|ial)\b|religi|faith|creed|politic|party|ideolog|opinion|belief|sexual|gender|orientation"
    r"|nationality|citizen|tribe|caste|suspect|profil|dangerous|propensity|likelihood|biometr|face_?print"
    r"|(risk|threat|trust|credit|score)[ _]?(of[ _]?)?(person|people)|(person|people)[ _]?(risk|threat|score)"
)
OF_PERSONS = re.compile(r"first.?name|last.?name|full.?name|surname|birth|passport|home.?address|phone")
"""What identifies a private person; an account is an office's."""


def columns() -> list[tuple[str, str]]:
    """Every column of every table of ours: where it is, and all its words (name, label, help, choices)."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("tocsin_server."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, Field):
                choices = " ".join(f"{value} {label}" for value, label in field.flatchoices)
                words = f"{field.name} {field.verbose_name} {field.help_text} {choices}".lower()
                found.append((f"{model._meta.label}.{field.name}", words))
    return found


def test_the_scan_sees_the_schema() -> None:
    names = {name for name, _ in columns()}
    assert len(names) > 100
    assert {"units.Person.display", "extract.Incident.kind", "ledger.Entry.actor"} <= names


def test_no_column_stands_for_what_people_are_or_believe_or_might_do() -> None:
    assert [name for name, words in columns() if FORBIDDEN.search(words)] == []


def test_no_column_identifies_a_private_person() -> None:
    assert [name for name, words in columns() if OF_PERSONS.search(words)] == []


def test_the_scan_finds_what_it_looks_for() -> None:
    for words in (
        "ethnicity of suspect",
        "religion",
        "political opinion",
        "risk score of person",
        "person_score",
    ):
        assert FORBIDDEN.search(words)
    assert OF_PERSONS.search("date of birth")
