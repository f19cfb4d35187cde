"""Who was killed and who was hurt is told by the nearest word of it."""

import pytest

from tests.core.extract.readings import all_figures, passage, tolls
from tocsin.extract.count import settle
from tocsin.extract.toll import Fate


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (
            "en",
            "The blast killed 43 people and injured 200.",
            [("killed", 43, 43, 43), ("injured", 200, 200, 200)],
        ),
        ("en", "At least 18 dead, 41 hurt", [("killed", 18, 18, None), ("injured", 41, 41, 41)]),
        ("en", "The toll rose from 37 to 41.", [("killed", 41, 41, 41)]),
        ("en", "Two police officers and a civilian were killed.", [("killed", 3, 3, 3)]),
        (
            "fr",
            "faisant dix-huit morts et quarante et un blessés",
            [("killed", 18, 18, 18), ("injured", 41, 41, 41)],
        ),
        (
            "es",
            "18 personas murieron y 41 resultaron heridas",
            [("killed", 18, 18, 18), ("injured", 41, 41, 41)],
        ),
        ("ar", "قتيلان وثلاثة جرحى", [("killed", 2, 2, 2), ("injured", 3, 3, 3)]),
        ("ar", "إلى 41 قتيلا وأكثر من 200 جريح", [("killed", 41, 41, 41), ("injured", 200, 200, None)]),
        ("zh", "造成37人死亡、180多人受伤", [("killed", 37, 37, 37), ("injured", 180, 180, None)]),
        ("zh", "最少18死41伤", [("killed", 18, 18, None), ("injured", 41, 41, 41)]),
        ("zh", "死亡129人受伤352人", [("killed", 129, 129, 129), ("injured", 352, 352, 352)]),
        (
            "en",
            "The blast killed 12 people and left 30 missing.",
            [("killed", 12, 12, 12), ("missing", 30, 30, 30)],
        ),
        ("en", "Five fishermen remain unaccounted for.", [("missing", 5, 5, 5)]),
        ("en", "About 20 workers are still missing.", [("missing", 18, 20, 22)]),
        ("en", "Gunmen abducted 27 pupils from a boarding school.", [("abducted", 27, 27, 27)]),
        (
            "en",
            "At least 30 pupils were kidnapped and two guards killed.",
            [("abducted", 30, 30, None), ("killed", 2, 2, 2)],
        ),
        ("en", "They took 15 people hostage.", [("abducted", 15, 15, 15)]),
        (
            "fr",
            "Douze personnes sont portées disparues et 18 ont été tuées.",
            [("missing", 12, 12, 12), ("killed", 18, 18, 18)],
        ),
        ("fr", "Des hommes armés ont enlevé une trentaine d'élèves.", [("abducted", 27, 30, 33)]),
        ("es", "Hombres armados secuestraron a 43 estudiantes.", [("abducted", 43, 43, 43)]),
        ("es", "Hay 12 desaparecidos y 18 muertos.", [("missing", 12, 12, 12), ("killed", 18, 18, 18)]),
        ("ar", "خطف مسلحون 30 تلميذا وقتلوا حارسين", [("abducted", 30, 30, 30)]),
        ("ar", "مقتل 18 شخصا وفقدان 12 آخرين", [("killed", 18, 18, 18), ("missing", 12, 12, 12)]),
        ("zh", "爆炸造成18人死亡、12人失踪", [("killed", 18, 18, 18), ("missing", 12, 12, 12)]),
        ("zh", "武装分子绑架了30名学生", [("abducted", 30, 30, 30)]),
        ("zh", "30名学生被绑架，两名警卫被杀", [("abducted", 30, 30, 30), ("killed", 2, 2, 2)]),
    ],
)
def test_each_number_goes_to_its_fate(language, text, wanted) -> None:
    assert tolls(text, language) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Three attackers were killed."),
        ("en", "Police killed three gunmen."),
        ("fr", "Trois assaillants ont été tués."),
        ("es", "Hay tres muertos entre los atacantes."),
        ("ar", "وقتل ثلاثة من المهاجمين"),
        ("zh", "三名袭击者死亡"),
    ],
)
def test_attackers_are_counted_apart(language, text) -> None:
    assert tolls(text, language) == [("attackers", 3, 3, 3)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "killing and wounding tens of people"),
        ("es", "Decenas de personas murieron o resultaron heridas"),
        ("ar", "سقط عشرات القتلى والجرحى"),
        ("en", "Nobody was killed and no one was injured in 3 cars."),
    ],
)
def test_a_number_of_dead_and_hurt_together_or_of_none_is_neither(language, text) -> None:
    assert tolls(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "best"),
    [
        ("en", "The death toll was lowered from 132 to 129, the prosecutor said.", 129),
        ("en", "Officials revised down the death toll to 129.", 129),
        ("fr", "Le bilan a été revu à la baisse, de 132 à 129 morts.", 129),
        ("es", "Las autoridades rebajaron la cifra de muertos de 41 a 37.", 37),
        ("ar", "خفضت الوزارة حصيلة القتلى من 41 إلى 37", 37),
        ("zh", "死亡人数由41人下调至37人", 37),
    ],
)
def test_a_figure_taken_down_is_told_as_a_correction(language, text, best) -> None:
    found = settle(passage(text, language), all_figures(text, language), Fate.KILLED)
    assert found is not None
    assert (found.best, found.high, found.corrects) == (best, best, True)


@pytest.mark.parametrize("text", ["43 people are dead or missing.", "The toll rose from 37 to 41."])
def test_what_rises_or_covers_two_fates_corrects_nothing(text) -> None:
    assert not any(figure.corrects for figure in all_figures(text, "en"))


def test_part_of_a_number_is_not_added() -> None:
    text = "It killed 43 people, including two children, and six of them died later."
    assert tolls(text, "en") == [("killed", 43, 43, 43)]


def test_a_withdrawn_figure_does_not_stand_and_its_correction_does() -> None:
    text = "An earlier version said 60 people had died; the correct figure is 41 dead."
    assert [(figure.best, figure.standing) for figure in all_figures(text, "en")] == [(60, False), (41, True)]


def test_the_figure_is_quoted_as_the_text_has_it() -> None:
    text = "It killed more than 120 people."
    assert [text[figure.start : figure.end] for figure in all_figures(text, "en")] == ["more than 120"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Bewaffnete entführten 27 Schüler."),
        ("en", "Gunmen abducted 27 pupils."),
        ("es", "Hombres armados secuestraron a 27 alumnos."),
        ("fa", "افراد مسلح 27 دانش‌آموز را ربودند."),
        ("fr", "Des hommes armés ont enlevé 27 élèves."),
        ("hi", "हथियारबंद लोगों ने 27 छात्रों का अपहरण कर लिया।"),
        ("id", "Orang bersenjata menculik 27 siswa."),
        ("it", "Uomini armati hanno rapito 27 studenti."),
        ("nl", "Gewapende mannen ontvoerden 27 leerlingen."),
        ("pt", "Homens armados sequestraram 27 alunos."),
        ("ru", "Вооружённые люди похитили 27 учеников."),
        ("sw", "Watu wenye silaha waliwateka nyara wanafunzi 27."),
        ("tr", "Silahlı kişiler 27 öğrenciyi kaçırdı."),
        ("uk", "Озброєні люди викрали 27 учнів."),
    ],
)
def test_the_abducted_are_counted_in_every_language(language, text) -> None:
    assert tolls(text, language) == [("abducted", 27, 27, 27)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Bei der Explosion wurden 12 Menschen getötet, 30 werden vermisst."),
        ("it", "Ci sono 12 morti e 30 dispersi."),
        ("nl", "Er zijn 12 doden en 30 vermisten."),
        ("pt", "Há 12 mortos e 30 desaparecidos."),
        ("ru", "Погибли 12 человек, 30 пропали без вести."),
        ("tr", "Patlamada 12 kişi öldü, 30 kişi kayıp."),
        ("uk", "Загинули 12 людей, 30 зникли безвісти."),
    ],
)
def test_the_missing_stand_beside_the_dead(language, text) -> None:
    assert tolls(text, language) == [("killed", 12, 12, 12), ("missing", 30, 30, 30)]
