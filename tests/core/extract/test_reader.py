"""A report becomes its incidents and official actions, and nothing that did not happen."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.extract.readings import read, reader, report
from tests.core.shared_data import shared_data
from tocsin.base import ActionKind, IncidentKind, Reading
from tocsin.extract.reader import DAY_ASSUMED, GIVE_DATE


def spans(reading: Reading):
    for incident in reading.incidents:
        yield from incident.evidence
        for count in (incident.killed, incident.injured):
            yield from count.evidence if count else ()
        yield from (claim.evidence for claim in incident.claims)
    for action in reading.actions:
        yield from action.evidence


def mission_report() -> str:
    return shared_data("reading", "news", "000_0e652a000f851520.txt").read_text("utf-8")


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8))])
def test_the_mission_report_tells_of_paris_and_of_chinas_alert(zone) -> None:
    reading = read(mission_report(), published=datetime(2015, 11, 14, tzinfo=zone))
    (paris,) = reading.incidents
    assert (paris.place.name, paris.place.country, paris.kind) == ("Paris", "FR", IncidentKind.ATTACK)
    assert paris.when.first == paris.when.last == date(2015, 11, 13)
    assert (paris.killed.low, paris.killed.high) == (120, None)
    assert paris.killed.evidence[0].quote == "more than 120"
    assert any("terror strikes in Paris" in span.quote for span in paris.evidence)
    (alert,) = [action for action in reading.actions if action.kind == ActionKind.ALERT_RAISED]
    assert (alert.place.country, alert.when.first) == ("CN", date(2015, 11, 14))


def test_without_a_day_of_publication_the_day_is_unknown_and_the_note_says_how_to_give_it() -> None:
    reading = read(mission_report(), published=None)
    assert [incident.when for incident in reading.incidents] == [None]
    assert GIVE_DATE in reading.incidents[0].notes
    assert "--published" in GIVE_DATE


NEWS = [
    ("en", "A car bomb killed at least 12 people and wounded 30 at a market in Kirkuk on Tuesday.",
     "bombing", "Kirkuk", 12, 30),
    ("en", "A man with a knife stabbed four people near a station in Manchester on Tuesday, police said.",
     "stabbing", "Manchester", None, 4),
    ("fr", "Deux hommes ont été tués et un troisième blessé mardi soir dans une fusillade à Marseille.",
     "shooting", "Marseille", 2, 1),
    ("fr", "Un attentat à la voiture piégée a fait onze morts et 30 blessés mardi à Mogadiscio.",
     "bombing", "Mogadishu", 11, 30),
    ("es", "Un carro bomba estalló el martes en una escuela de Bogotá y dejó 21 muertos y 68 heridos.",
     "bombing", "Bogotá", 21, 68),
    ("es", "Hombres armados mataron a tiros el martes a trece personas en un bar de Minatitlán, en México.",
     "shooting", "Minatitlán", 13, None),
    ("ar", "قتل ستة أشخاص وأصيب 23 آخرون في تفجير انتحاري وقع أمس الثلاثاء قرب جامعة كابول، وفق الشرطة.",
     "bombing", "Kabul", 6, 23),
    ("ar", "قتيلان وأربعة جرحى في إطلاق نار داخل مقهى في مدينة طرابلس شمال لبنان مساء أمس.",
     "shooting", "Tripoli", 2, 4),
    ("zh", "阿富汗首都喀布尔19日发生一起自杀式爆炸袭击，造成6人死亡、23人受伤。", "bombing", "Kabul", 6, 23),
    ("zh", "荷兰乌得勒支市19日上午发生枪击事件，造成3人死亡、5人受伤。", "shooting", "Utrecht", 3, 5),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "kind", "place", "killed", "injured"), NEWS)
def test_news_of_the_day_before_is_read_whole(language, text, kind, place, killed, injured) -> None:
    (incident,) = read(text, language).incidents
    assert (str(incident.kind), incident.place.name) == (kind, place)
    assert incident.when.first == incident.when.last == date(2019, 3, 19)
    assert (incident.killed.best if incident.killed else None) == killed
    assert (incident.injured.best if incident.injured else None) == injured


NOT_NEWS = [
    (
        "en",
        "Liverpool's attack tore Porto apart on Tuesday, killing off the tie with three goals.",
    ),
    (
        "en",
        "A film about the 2008 Mumbai attacks, in which 166 people were killed, opens in cinemas on Friday.",
    ),
    (
        "en",
        "Oklahoma City marked the anniversary of the 1995 truck bombing that killed 168 people on Tuesday.",
    ),
    (
        "en",
        "In a drill at Perth airport on Tuesday gunmen opened fire and left 20 volunteers dead.",
    ),
    (
        "en",
        "Police in Cologne foiled a plot to bomb a market on Tuesday. Two men planned to kill dozens.",
    ),
    ("en", "A court in Oslo on Tuesday sentenced a man to 21 years for a bombing in which 77 people died."),
    ("en", "The senator launched an attack on the budget in Washington on Tuesday."),
    (
        "en",
        "A gas cylinder exploded in a restaurant in Chengdu on Sunday, an accident that killed 14 people.",
    ),
    (
        "fr",
        "Le PSG a fusillé Dijon mardi à Paris (4-0), avec une attaque en feu qui a tué le match.",
    ),
    ("fr", "Le film, en salles mercredi, raconte l'attentat qui avait fait six morts en 1982 à Paris."),
    ("fr", "Madrid a commémoré lundi l'anniversaire des attentats de 2004, qui avaient fait 191 morts."),
    ("fr", "Un exercice simulait mardi à Lyon une fusillade dans un stade faisant 30 morts et 100 blessés."),
    (
        "fr",
        "Les services ont déjoué un projet d'attentat à Lille, a annoncé mardi le ministre.",
    ),
    (
        "fr",
        "La cour d'assises a condamné mardi l'auteur de l'attentat qui avait tué quatre personnes.",
    ),
    (
        "es",
        "El Atlético fusiló al Betis el domingo en Madrid con un ataque demoledor y mató el partido: 4-0.",
    ),
    (
        "es",
        "La película, que se estrena el viernes, recrea el atentado de 1987 que causó 21 muertos.",
    ),
    ("es", "Buenos Aires conmemoró el martes el aniversario del atentado de 1994 que dejó 85 muertos."),
    ("es", "En un simulacro en el aeropuerto de Valencia tres terroristas mataron el martes a 15 pasajeros."),
    ("es", "La policía frustró un atentado en Sevilla, informó el martes el Ministerio del Interior."),
    ("es", "Un tribunal de Lima condenó el martes al autor del atentado que en 1992 mató a 25 personas."),
    ("ar", "سحق الهلال ضيفه النصر بخمسة أهداف مساء أمس في الرياض بعد هجوم كاسح قتل المباراة مبكرا."),
    ("ar", "يعرض الجمعة في القاهرة فيلم عن تفجير عام 1998 الذي أودى بحياة 213 شخصا في نيروبي."),
    ("ar", "أحيت بيروت أمس ذكرى التفجير الذي قتل فيه 22 شخصا عام 2005 ووضعت أكاليل الزهر."),
    ("ar", "نفذت الشرطة في دبي أمس تمرينا وهميا حاكى هجوما مسلحا أوقع 20 قتيلا افتراضيا."),
    ("ar", "أعلنت السلطات التونسية أمس إحباط هجوم إرهابي كان يستهدف فندقا في سوسة."),
    ("ar", "قضت محكمة في عمان أمس بالسجن المؤبد على متهمين في هجوم الكرك الذي قتل فيه عشرة أشخاص."),
    ("zh", "切尔西队昨晚在伦敦主场以6比0血洗对手，上半场便用三个进球杀死比赛。两名球员受伤离场。"),
    ("zh", "讲述2008年孟买恐怖袭击的电影将于周五上映。那次袭击造成166人死亡。"),
    ("zh", "俄克拉何马城昨天举行仪式，纪念1995年爆炸案24周年。那次袭击造成168人死亡。"),
    ("zh", "广州警方昨天在地铁站举行反恐演练，模拟持刀歹徒砍伤20人的场景。"),
    ("zh", "德国警方昨天说，挫败了一起在科隆市场发动炸弹袭击的图谋。"),
    ("zh", "昆明市中级人民法院昨天开庭审理火车站砍人案，四名被告人被判处死刑。该案造成31人死亡。"),
]


@pytest.mark.parametrize(("language", "text"), NOT_NEWS)
def test_sport_films_anniversaries_drills_threats_and_courts_are_no_incidents(language, text) -> None:
    reading = read(text, language)
    assert reading.incidents == ()
    assert reading.relevant is False
    assert reading.reason


def test_an_attack_of_last_year_that_the_text_recalls_is_left_out_and_said_so() -> None:
    text = (
        "Gunmen killed two people in Lyon on Tuesday. In May 2017 a bombing in Manchester killed 22 people."
    )
    reading = read(text)
    assert [incident.place.name for incident in reading.incidents] == ["Lyon"]
    assert any("older attack" in note for note in reading.notes)


def test_two_attacks_with_place_and_day_of_their_own_are_two_incidents() -> None:
    text = (
        "A suicide bombing killed 21 people in Baghdad on Tuesday. "
        "On Monday gunmen killed nine people in a restaurant in Beirut."
    )
    found = {incident.place.name: incident for incident in read(text).incidents}
    assert {name: (i.when.first.day, i.killed.best) for name, i in found.items()} == {
        "Baghdad": (19, 21),
        "Beirut": (18, 9),
    }


def test_a_suburb_gives_way_to_its_city_and_is_named_in_a_note() -> None:
    text = "Gunmen killed 60 people in Paris on Tuesday. Bombers struck in Saint-Denis, killing two."
    (incident,) = read(text).incidents
    assert incident.place.name == "Paris"
    assert any("Saint-Denis" in note for note in incident.notes)


def test_a_report_that_names_no_day_may_mean_today_or_yesterday_and_says_so() -> None:
    (incident,) = read("A car bomb killed 12 people in Kirkuk, police said.").incidents
    assert (incident.when.first, incident.when.last) == (date(2019, 3, 19), date(2019, 3, 20))
    assert DAY_ASSUMED in incident.notes


@pytest.mark.parametrize(
    ("language", "text", "organisation", "by"),
    [
        ("en", "A bomb killed 9 in Kano on Tuesday. Boko Haram claimed it.", "Boko Haram", "itself"),
        ("en", "A bomb killed 9 in Quetta on Tuesday. Police blamed the Taliban.", "Taliban", "police"),
        ("fr", "Une bombe a tué 9 civils à Kano. Boko Haram a revendiqué l'acte.", "Boko Haram", "itself"),
        ("es", "Una bomba mató a 9 civiles en Cali. El Gobierno culpó a las FARC.", "Colombia", "government"),
    ],
)  # fmt: skip
def test_a_claim_says_who_makes_it(language, text, organisation, by) -> None:
    (incident,) = read(text, language).incidents
    (claim,) = incident.claims
    assert organisation in claim.organisation
    assert by in claim.claimed_by


def test_no_name_of_a_person_leaves_the_quotations() -> None:
    text = (
        "Gunmen killed mayor Rosalind Quill and two guards in Cali on Tuesday, said governor Ferdinand Oake. "
        "Oake blamed a man called Silas Thorne, and Oake declared a state of emergency in Colombia."
    )
    reading = read(text)
    told = [*reading.notes, reading.reason, *(action.summary for action in reading.actions)]
    for incident in reading.incidents:
        told += [incident.place.name, *incident.notes, *incident.weapons, *incident.targets]
        told += [part for claim in incident.claims for part in (claim.organisation, claim.claimed_by)]
    assert reading.incidents
    assert not [name for name in ("Quill", "Oake", "Thorne") if name in " ".join(told)]


@pytest.mark.parametrize(
    ("language", "text", "kind", "country"),
    [
        ("en", "Turkey raised its terror alert to the highest level on Tuesday.", "alert_raised", "TR"),
        ("fr", "La Belgique a relevé mardi le niveau d'alerte après les attentats.", "alert_raised", "BE"),
        (
            "es",
            "Francia decretó el martes el estado de emergencia tras los atentados.",
            "emergency_declared",
            "FR",
        ),
        ("ar", "أعلنت فرنسا أمس حالة الطوارئ بعد الهجمات.", "emergency_declared", "FR"),
        ("zh", "新加坡昨天提高安全警戒级别，防范恐怖袭击。", "alert_raised", "SG"),
    ],
)
def test_official_actions_are_read_with_country_and_kind(language, text, kind, country) -> None:
    actions = [(str(action.kind), action.place.country) for action in read(text, language).actions]
    assert (kind, country) in actions


def test_a_storm_alert_is_no_alert() -> None:
    assert (
        read("Scotland raised its storm alert to red on Tuesday as gales and floods closed roads.").actions
        == ()
    )


def test_a_language_that_is_not_read_is_named() -> None:
    text = "Vid ett attentat i Hamburg i tisdags dödades tre personer och flera skadades, uppger polisen."
    reading = read(text, "sv")
    assert (reading.relevant, reading.language) == (False, "sv")
    assert "sv" in reading.reason


@pytest.mark.parametrize(("language", "text"), [(row[0], row[1]) for row in NEWS])
def test_every_quotation_stands_in_the_text_at_its_place(language, text) -> None:
    reading = read(text, language, title="Attack kills several")
    found = list(spans(reading))
    assert found
    assert all(text[span.start : span.end] == span.quote for span in found)


WORDS = st.sampled_from(
    [word for _, text, *_ in NEWS for word in text.split()]
    + ["killed", "12", "\n\n", "Paris", "-", "“", "\u0640", "。"]
)  # fmt: skip


@settings(max_examples=60)
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)), st.booleans())
def test_any_text_is_read_without_failing_and_quotes_exactly(text, dated) -> None:
    published = datetime(2019, 3, 20, tzinfo=UTC) if dated else None
    reading = reader().read(report(text, published=published, title=text[:40]))
    assert all(text[span.start : span.end] == span.quote for span in spans(reading))


def test_of_a_very_long_text_the_beginning_is_read_and_it_says_so() -> None:
    reading = read("A bomb killed 12 people in Kirkuk on Friday.\n" + "The weather was fine.\n" * 5_000)
    assert reading.incidents[0].killed.best == 12
    assert any("only its first 20,000 characters" in note for note in reading.notes)
