"""The sample day keeps its own promises: outlets, languages, truth, units, people and story fit together."""

import re
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

DAY = Path(__file__).parents[2] / "examples" / "november-2015"
LANGUAGES = {"en", "fr", "es", "ar", "zh"}
EVENTS = {"beirut", "paris", "baghdad"}
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
VOCABULARY_HOSTS = {"www.w3.org", "purl.org", "schema.org"}
ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
NUMBER_WORDS = {
    18: ["dix-huit", "ثمانية عشر"],
    19: ["nineteen", "diecinueve", "تسعة عشر"],
    21: ["واحد وعشرين", "二十一"],
    26: ["veintiséis"],
    30: ["trente"],
    37: ["trente-sept"],
    40: ["forty"],
    41: ["cuarenta y una", "quarante et un"],
    43: ["forty-three", "quarante-trois", "四十三"],
    46: ["forty-six", "ستة وأربعين"],
    60: ["六十"],
    100: ["hundred", "مئة"],
    120: ["cent vingt", "一百二十"],
    127: ["ciento veintisiete", "مئة وسبعة وعشرين"],
    129: ["ciento veintinueve", "مئة وتسعة وعشرين"],
    200: ["doscientas", "deux cents", "مئتي", "两百"],
    350: ["trescientos cincuenta"],
}
TOLLS = ("killed_low", "killed_high", "killed_about", "injured_low", "injured_high", "withdrawn_killed")


@dataclass(frozen=True)
class Dispatch:
    """One item, page or text as it stands in the folder."""

    id: str
    feed: str
    published: datetime
    title: str
    text: str


@cache
def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DAY / name).read_text(encoding="utf-8"))


def plain(markup: str) -> str:
    return html.fromstring(f"<div>{markup}</div>").text_content().strip()


def rss_items(feed: str, root: Any) -> list[Dispatch]:
    return [
        Dispatch(
            item.findtext("guid"),
            feed,
            parsedate_to_datetime(item.findtext("pubDate")),
            item.findtext("title"),
            plain(item.findtext(CONTENT) or item.findtext("description")),
        )
        for item in root.iter("item")
    ]


def atom_text(content: Any) -> str:
    return "".join(content.itertext()) if content.get("type") == "xhtml" else plain(content.text)


def atom_items(feed: str, root: Any) -> list[Dispatch]:
    return [
        Dispatch(
            entry.findtext(f"{ATOM}id"),
            feed,
            datetime.fromisoformat(entry.findtext(f"{ATOM}published")),
            entry.findtext(f"{ATOM}title"),
            atom_text(entry.find(f"{ATOM}content")),
        )
        for entry in root.iter(f"{ATOM}entry")
    ]


def page(document: dict[str, Any]) -> Dispatch:
    tree = html.fromstring((DAY / document["path"]).read_bytes())
    published = re.search(rb"2015-11-1\dT[\d:]+[+-]\d\d:\d\d", (DAY / document["path"]).read_bytes())
    assert published, f"{document['path']} does not say when it was published"
    blocks = tree.xpath("//article//div[@class]//*[self::p or self::li]")
    body = "\n".join(block.text_content() for block in blocks)
    when = datetime.fromisoformat(published.group().decode())
    return Dispatch(document["path"], document["feed"], when, tree.findtext(".//h1"), body)


def agency_text(document: dict[str, Any]) -> Dispatch:
    _, _, rest = (DAY / document["path"]).read_text(encoding="utf-8").partition("\n\n")
    title, _, body = rest.partition("\n\n")
    return Dispatch(document["path"], document["feed"], document["published"], title, body)


@cache
def dispatches() -> dict[str, Dispatch]:
    day = toml("day.toml")
    kinds = {feed["id"]: feed["kind"] for feed in day["feed"]}
    found: list[Dispatch] = []
    for feed in day["feed"]:
        if feed["kind"] in {"rss", "atom"}:
            root = etree.fromstring((DAY / feed["path"]).read_bytes())
            found += (rss_items if feed["kind"] == "rss" else atom_items)(feed["id"], root)
    for document in day["document"]:
        found.append((page if kinds[document["feed"]] == "html" else agency_text)(document))
    assert len({one.id for one in found}) == len(found), "an id is used twice"
    return {one.id: one for one in found}


def items() -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in toml("expected.toml")["item"]}


def length(item_id: str, language: str) -> int:
    text = dispatches()[item_id].text
    return len(re.sub(r"\s", "", text)) if language == "zh" else len(text.split())


def says(text: str, number: int) -> bool:
    flat = " ".join(text.translate(ARABIC_DIGITS).split()).lower()
    in_digits = re.search(rf"(?<!\d){number}(?!\d)", flat)
    return bool(in_digits) or any(words in flat for words in NUMBER_WORDS.get(number, []))


def test_day_is_as_large_and_as_varied_as_it_promises() -> None:
    day = toml("day.toml")
    assert len(dispatches()) >= 66
    assert len(day["outlet"]) >= 12
    assert {feed["kind"] for feed in day["feed"]} == {"rss", "atom", "html", "text"}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_language_tells_of_each_event_and_of_other_things(language: str) -> None:
    about = Counter(item["about"] for item in items().values() if item["language"] == language)
    assert about.total() >= 6
    assert {*EVENTS, "unrelated"} <= set(about)


def test_truth_names_exactly_the_dispatches_there_are() -> None:
    assert set(items()) == set(dispatches())
    for item_id, item in items().items():
        assert item["about"] in {*EVENTS, "unrelated", "action"}
        assert item["published"] == dispatches()[item_id].published, item_id


def test_feeds_and_documents_belong_to_known_outlets_and_every_file_is_listed() -> None:
    day = toml("day.toml")
    outlets = {outlet["id"]: outlet for outlet in day["outlet"]}
    feeds = {feed["id"]: feed["outlet"] for feed in day["feed"]}
    assert set(feeds.values()) == set(outlets)
    for item in items().values():
        assert feeds[dispatches()[item["id"]].feed] == item["outlet"]
        assert outlets[item["outlet"]]["language"].split("-")[0] == item["language"]
    listed = {document["path"] for document in day["document"]}
    listed |= {feed["path"] for feed in day["feed"] if feed["kind"] in {"rss", "atom"}}
    on_disk = {path.relative_to(DAY).as_posix() for path in DAY.rglob("*") if path.is_file()}
    assert {path for path in on_disk if "/" in path} == listed


def test_every_time_stamp_has_a_zone_and_lies_in_the_four_days() -> None:
    day = toml("day.toml")
    stamps = [one.published for one in dispatches().values()]
    stamps += [document["received"] for document in day["document"]]
    stamps += [act["at"] for act in toml("story.toml")["act"]]
    for stamp in stamps:
        assert stamp.utcoffset() is not None
        assert day["starts"] <= stamp <= day["ends"]


def test_documents_come_in_soon_after_they_are_published() -> None:
    for document in toml("day.toml")["document"]:
        waited = document["received"] - dispatches()[document["path"]].published
        assert timedelta(0) < waited < timedelta(hours=1), document["path"]


def test_dispatches_are_as_long_as_short_news_is() -> None:
    for item_id, item in items().items():
        low, high = (90, 420) if item["language"] == "zh" else (55, 225)
        assert low <= length(item_id, item["language"]) <= high, item_id


def test_tolls_in_the_truth_stand_in_the_text() -> None:
    for item_id, item in items().items():
        for key in TOLLS:
            text = dispatches()[item_id].title + "\n" + dispatches()[item_id].text
            assert key not in item or says(text, item[key]), f"{item_id}: {key} = {item[key]}"


def last_word_of_each_outlet(event: str) -> list[dict[str, Any]]:
    """The last dispatch of each outlet about the event, withdrawn ones left out."""
    withdrawn = {item.get("corrects") for item in items().values()}
    last: dict[str, dict[str, Any]] = {}
    for item in sorted(items().values(), key=lambda item: item["published"].astimezone(UTC)):
        if item["about"] == event and item["id"] not in withdrawn:
            last[item["outlet"]] = item
    return list(last.values())


def test_ranges_of_incidents_hold_what_the_last_dispatch_in_each_language_says() -> None:
    for incident in toml("expected.toml")["incident"]:
        by_language: dict[str, dict[str, Any]] = {}
        for item in sorted(last_word_of_each_outlet(incident["key"]), key=lambda item: item["published"]):
            by_language[item["language"]] = item
        assert set(by_language) == LANGUAGES
        for item in by_language.values():
            for what in ("killed", "injured"):
                said = item.get(f"{what}_low", item.get(f"{what}_about"))
                assert incident[f"{what}_low"] <= said <= incident[f"{what}_high"], item["id"]


def test_wire_copies_are_close_to_their_original_and_later() -> None:
    groups = toml("expected.toml")["wire_group"]
    assert sum(len(group["ids"]) - 1 for group in groups) >= 10
    for group in groups:
        origin = dispatches()[group["origin"]]
        for item_id in set(group["ids"]) - {origin.id}:
            copy = dispatches()[item_id]
            matched = SequenceMatcher(None, origin.text.split(), copy.text.split(), autojunk=False).ratio()
            if items()[item_id]["language"] == "zh":
                matched = SequenceMatcher(None, origin.text, copy.text, autojunk=False).ratio()
            assert matched > 0.8, f"{item_id} is no copy: {matched:.2f}"
            assert copy.published >= origin.published
            assert copy.title != origin.title


def test_wire_copies_come_from_another_outlet_and_are_listed_once() -> None:
    seen: set[str] = set()
    for group in toml("expected.toml")["wire_group"]:
        assert len({items()[item_id]["outlet"] for item_id in group["ids"]}) == len(group["ids"])
        assert not seen & set(group["ids"])
        seen |= set(group["ids"])


def test_corrections_name_the_wrong_figure_and_the_right_one() -> None:
    corrections = [item for item in items().values() if "withdrawn_killed" in item]
    assert len(corrections) >= 3
    for item in corrections:
        assert item["withdrawn_killed"] != item["killed_low"]
        assert item.get("corrects", item["id"]) in items()


def test_unrelated_items_are_many_and_marked_as_such() -> None:
    listed = set(toml("expected.toml")["unrelated"]["ids"])
    assert len(listed) >= 18
    assert listed == {item["id"] for item in items().values() if item["about"] == "unrelated"}


def test_official_actions_stand_in_known_items_and_cover_those_of_the_record() -> None:
    actions = toml("expected.toml")["action"]
    for action in actions:
        assert action["kind"] in {"alert_raised", "border_closed", "emergency_declared", "measure_ordered"}
        assert set(action["items"]) <= set(items())
    found = {(action["country"], action["kind"]) for action in actions}
    assert {("CN", "alert_raised"), ("FR", "emergency_declared"), ("FR", "border_closed")} <= found


def test_no_address_points_to_a_real_host() -> None:
    for path in DAY.rglob("*"):
        if path.suffix in {".xml", ".html", ".txt"} or path.name in {"day.toml", "expected.toml"}:
            text = path.read_bytes().decode("latin-1")
            hosts = {urlsplit(address).hostname or "" for address in re.findall(r"https?://[\w.\-/]+", text)}
            real = {host for host in hosts - VOCABULARY_HOSTS if not host.endswith(".example")}
            assert not real, path.name


def test_units_form_one_tree_of_the_country() -> None:
    units = {unit["id"]: unit for unit in toml("units.toml")["unit"]}
    assert len(units) == len(toml("units.toml")["unit"])
    kinds = Counter(unit["kind"] for unit in units.values())
    assert kinds == {"national": 1, "ministry": 1, "armed_forces": 1, "region": 31, "locality": 93}
    below = {"ministry": "national", "armed_forces": "national", "region": "national", "locality": "region"}
    for unit in units.values():
        assert unit["kind"] == "national" or units[unit["parent"]]["kind"] == below[unit["kind"]]
        assert unit["country"] == "CN"
        assert 18 < unit["latitude"] < 54
        assert 73 < unit["longitude"] < 135


def test_each_region_has_three_localities_near_its_seat() -> None:
    units = {unit["id"]: unit for unit in toml("units.toml")["unit"]}
    localities = defaultdict(list)
    for unit in units.values():
        if unit["kind"] == "locality":
            localities[unit["parent"]].append(unit)
    for parent, children in localities.items():
        assert len(children) == 3
        assert all(abs(child["latitude"] - units[parent]["latitude"]) < 7 for child in children), parent


def test_people_are_offices_of_known_units_without_passwords() -> None:
    units = {unit["id"] for unit in toml("units.toml")["unit"]}
    people = toml("people.toml")["person"]
    assert len({person["username"] for person in people}) == len(people)
    assert all(set(person) == {"username", "display", "unit", "role"} for person in people)
    assert {person["unit"] for person in people} <= units
    national = {person["role"] for person in people if person["unit"] == "national"}
    assert national == {"administrator", "duty_officer", "analyst", "auditor"}


def test_story_is_told_in_order_by_known_people_about_known_units() -> None:
    units = {unit["id"] for unit in toml("units.toml")["unit"]}
    people = {person["username"] for person in toml("people.toml")["person"]}
    acts = toml("story.toml")["act"]
    assert [act["at"] for act in acts] == sorted(act["at"] for act in acts)
    for act in acts:
        assert act["person"] in people
        assert {act.get("scope", "national"), *act.get("units", []), *act.get("areas", [])} <= units
        assert act.get("ends", act.get("expires", act["at"])) >= act["at"]
    published = {act["key"] for act in acts if act["act"] == "publish_alert"}
    assert {act["updates"] for act in acts if act["act"] == "update_alert"} <= published
