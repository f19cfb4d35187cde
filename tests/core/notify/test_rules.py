"""Every rule has a meaning, a level and a row in the handbook, and no row is left over."""

import re
from pathlib import Path

from tocsin.notify import Rule
from tocsin.notify.profiles import PROFILES
from tocsin.notify.rules import RULES, About

TEXT = (Path(__file__).parents[3] / "docs" / "reference" / "cap.md").read_text(encoding="utf-8")


def row(name: str, about: About) -> str:
    return f"| `{name}` | {about.meaning} | {about.section or '-'} | {about.level} |"


def test_every_rule_is_told_about():
    assert set(RULES) == set(Rule)


def test_the_handbooks_tables_are_the_code_s():
    rows = [row(name, about) for name, about in RULES.items()]
    rows += [row(name, about) for profile in PROFILES.values() for name, about in profile.rules.items()]
    assert [line for line in TEXT.splitlines() if line.startswith("| `")] == rows


def test_the_handbook_names_every_profile_its_source_and_what_it_makes_a_rule():
    for profile in PROFILES.values():
        section = TEXT.partition(f"### `{profile.name}`: {profile.title}\n")[2].partition("\n##")[0]
        assert f"After: {profile.source}." in section
        told = re.search(r"Forbids what CAP only advises: (.*)\.", section)
        assert told
        assert re.findall(r"`([\w-]+)`", told[1]) == sorted(profile.forbids)
