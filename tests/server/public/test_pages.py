"""The pages of alerts, places and months, and how each reader reads them."""

from datetime import timedelta

import pytest
from django.test import Client
from lxml import html

from tests.server.conftest import Cast
from tests.server.public.conftest import CAPITAL, HARBOUR, SATURDAY, TEXTS, WORDS, Publish
from tocsin_server import clock
from tocsin_server.notify import services
from tocsin_server.units.models import Unit

ENGLISH = {name: WORDS[name] for name in TEXTS}


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def all_of(page: str, path: str) -> list[str]:
    return [str(found) for found in html.fromstring(page).xpath(path)]


def titles(page: str) -> list[str]:
    return all_of(page, "//*[contains(@class, 'alert-text')]/h3/a/text()")


def test_the_gravest_alert_stands_first_and_of_those_the_latest(client: Client, publish: Publish) -> None:
    publish(headline="Old and severe")
    publish(headline="Minor", severity="Minor")
    publish(headline="Worst", severity="Extreme")
    with clock.standing_at(SATURDAY + timedelta(minutes=5)):
        publish(headline="New and severe")
        page = text(client, "/")
    assert titles(page) == ["Worst", "New and severe", "Old and severe", "Minor"]
    assert all_of(page, "//*[@class='spot-name']/text()") == ["1", "2", "3", "4"]


def test_what_to_do_stands_before_what_happened(client: Client, publish: Publish) -> None:
    page = text(client, f"/alerts/{publish().identifier}/")
    assert page.index("Lock the doors.", page.index("<main")) < page.index(
        "Streets are closed.", page.index("<main")
    )


def test_an_alert_stands_in_the_reader_s_language_with_the_others_beside_it(
    client: Client, publish: Publish
) -> None:
    words = {
        "event": "Sécurité",
        "headline": "Restez chez vous",
        "description": "Rues fermées.",
        "instruction": "",
    }
    row = publish(languages=[ENGLISH, {"language": "fr-FR", **words}])
    path = f"/alerts/{row.identifier}/"
    french = client.get(path, headers={"Accept-Language": "fr"}).content.decode()
    assert "Restez chez vous" in html.fromstring(french).findtext(".//h1")
    chosen = text(client, f"{path}?in=fr-FR")
    assert "Restez chez vous" in html.fromstring(chosen).findtext(".//h1")
    assert all_of(chosen, "//ul[@class='tabs']//a/@href") == ["?in=en", "?in=fr-FR"]
    assert all_of(chosen, "//head/link/@hreflang") == ["en", "fr-FR"]


def test_a_reader_whose_language_an_alert_lacks_is_told_so(client: Client, publish: Publish) -> None:
    path = f"/alerts/{publish().identifier}/"
    assert "figure ici dans une autre langue" in client.get(f"{path}?language=fr").content.decode()
    assert "stands here in another language" not in client.get(f"{path}?language=en").content.decode()


def test_the_messages_about_one_thing_lead_to_each_other_both_ways(
    cast: Cast, client: Client, publish: Publish
) -> None:
    viewer, first = cast["nation.duty_officer"], publish()
    with clock.standing_at(SATURDAY + timedelta(hours=1)):
        second = services.update(first.pk, viewer, headline="Stay at home until noon")
    with clock.standing_at(SATURDAY + timedelta(hours=2)):
        third = services.cancel(second.pk, viewer, "The danger is over")
        pages = {row.pk: text(client, f"/alerts/{row.identifier}/") for row in (first, second, third)}
    chains = {pk: all_of(page, "//*[contains(@class, 'chain')]//a/@href") for pk, page in pages.items()}
    address = {row.pk: f"/alerts/{row.identifier}/" for row in (first, second, third)}
    assert address[second.pk] in chains[first.pk]
    assert chains[second.pk] == [address[first.pk], address[third.pk]]
    assert chains[third.pk] == [address[first.pk], address[second.pk]]
    assert "Updated: a newer message stands in its place" in pages[first.pk]
    assert "This ends an earlier alert" in pages[third.pk]


def test_an_alert_can_be_shared_by_plain_links_with_a_summary_for_others_pages(
    client: Client, publish: Publish
) -> None:
    row = publish()
    page = text(client, f"/alerts/{row.identifier}/")
    address = f"http://localhost:8000/alerts/{row.identifier}/"
    assert all_of(page, "//meta[@property='og:url']/@content") == [address]
    assert all_of(page, "//meta[@property='og:description']/@content") == ["Lock the doors."]
    assert all_of(page, "//a[starts-with(@href, 'mailto:?')]")
    assert all_of(page, "//*[@id='share-link']/@value")[0].startswith(address)


def test_the_certificate_of_a_signed_alert_can_be_had(client: Client, publish: Publish) -> None:
    assert 'href="/certificate.pem"' in text(client, f"/alerts/{publish().identifier}/")
    assert text(client, "/certificate.pem").startswith("-----BEGIN CERTIFICATE-----")


def test_a_place_shows_what_concerns_it_and_nothing_else(client: Client, publish: Publish) -> None:
    publish(headline="In the capital", areas=[CAPITAL])
    publish(headline="At the harbour", areas=[HARBOUR])
    assert titles(text(client, "/place/48.85,2.35/")) == ["In the capital"]
    assert titles(text(client, "/place/22.55,114.07/")) == ["At the harbour"]
    assert "No alert is in force for" in text(client, "/place/0.00,0.00/")


def test_a_lapsed_alert_stands_among_the_earlier_messages_of_its_place(
    client: Client, publish: Publish
) -> None:
    publish(headline="In the capital")
    with clock.standing_at(SATURDAY + timedelta(days=1)):
        page = text(client, "/place/48.85,2.35/")
    assert titles(page) == []
    assert "In the capital" in page


def test_a_region_is_concerned_by_what_concerns_any_part_of_it(
    cast: Cast, client: Client, publish: Publish
) -> None:
    Unit.objects.filter(pk="locality").update(latitude=22.55, longitude=114.07)
    publish(headline="At the harbour", areas=[HARBOUR])
    assert titles(text(client, "/place/region/")) == ["At the harbour"]


def test_a_place_is_found_by_name_without_a_script(cast: Cast, client: Client) -> None:
    Unit.objects.filter(pk="locality").update(latitude=22.55, longitude=114.07)
    listed = "//main//*[contains(@class, 'lines')]//a/@href"
    assert "/place/22.55,114.07/" in all_of(text(client, "/place/?name=Shenzhen"), listed)
    assert all_of(text(client, "/place/?name=locality"), listed) == ["/place/locality/"]
    assert "No place is called “Xyzzyburgh”" in text(client, "/place/?name=Xyzzyburgh")


@pytest.mark.parametrize(
    "path", ["/place/91,0/", "/place/nowhere/", "/place/x,y/", "/archive/2015-13/", "/archive/x/"]
)
def test_what_does_not_exist_is_said_not_to(cast: Cast, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_month_of_the_archive_shows_what_was_sent_in_it(client: Client, publish: Publish) -> None:
    publish(headline="In November")
    with clock.standing_at(SATURDAY + timedelta(days=40)):
        publish(headline="In December", severity="Minor", expires=SATURDAY + timedelta(days=41))
        assert "In November" not in text(client, "/archive/")
        assert "In December" in text(client, "/archive/")
        assert "In November" in text(client, "/archive/2015-11/")
        assert "In December" not in text(client, "/archive/2015-12/?severity=Extreme")
        assert "In December" in text(client, "/archive/2015-12/?words=december")
        assert "In December" not in text(client, "/archive/2015-12/?words=january")


def test_a_reader_s_choices_are_kept_and_nothing_is_kept_of_others(cast: Cast, client: Client) -> None:
    assert not client.get("/").cookies
    assert {name: one.value for name, one in client.get("/?language=ar&text=large").cookies.items()} == {
        "language": "ar", "text": "large",
    }  # fmt: skip
    again = client.get("/").content.decode()
    assert '<html lang="ar" dir="rtl" data-text="large">' in again
    assert client.get("/?language=tlh").cookies == {}


def test_a_page_that_sets_a_cookie_is_kept_by_no_cache(cast: Cast, client: Client) -> None:
    assert "private" in client.get("/?text=large")["Cache-Control"]
    assert {"Cookie", "Accept-Language"} <= set(client.get("/")["Vary"].replace(" ", "").split(","))
