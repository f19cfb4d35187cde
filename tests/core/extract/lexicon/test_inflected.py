"""Russian, Ukrainian and Turkish: places in every case, days and numbers in the forms they take in a text."""

from datetime import date

import pytest

from tests.core.extract.readings import WEDNESDAY, reader, tolls
from tocsin.extract import dates


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("ru", "Взрыв прогремел в Одессе.", "Odesa"),
        ("ru", "Жители Нижнего Новгорода вышли на улицы.", "Nizhniy Novgorod"),
        ("ru", "Поезд шёл из Афин.", "Athens"),
        ("ru", "Он прибыл в Ростов-на-Дону.", "Rostov-on-Don"),
        ("ru", "Стрельба в Порт-о-Пренсе.", "Port-au-Prince"),
        ("ru", "Это было под Харьковом.", "Kharkiv"),
        ("uk", "Вибух пролунав у Києві.", "Kyiv"),
        ("uk", "Мешканці Львова вийшли на вулиці.", "Lviv"),
        ("uk", "Потяг ішов із Чернігова.", "Chernihiv"),
        ("uk", "Пожежа сталася у Празі.", "Prague"),
        ("uk", "Це було в Тернополі.", "Ternopil"),
        ("uk", "Стрілянина в Дацці.", "Dhaka"),
        ("tr", "Saldırı Kerkük'te oldu.", "Kirkuk"),
        ("tr", "Tren Halep'ten geldi.", "Aleppo"),
        ("tr", "Olay Diyarbakır'da meydana geldi.", "Diyarbakır"),
        ("tr", "Gaziantep kentinde patlama oldu.", "Gaziantep"),
        ("tr", "Şam'da çatışma çıktı.", "Damascus"),
        ("tr", "Beyrut limanında", "Beirut"),
    ],
)
def test_a_place_is_known_however_its_name_is_inflected(language: str, text: str, name: str) -> None:
    found = reader()._gazetteer.find(text, language)
    assert [toponym.candidates[0].name for toponym in found] == [name]


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("ru", "вчера вечером", "2019-03-19"),
        ("ru", "в минувшую пятницу", "2019-03-15"),
        ("ru", "в ночь на вторник", "2019-03-19"),
        ("ru", "12 марта", "2019-03-12"),
        ("ru", "12 марта 2018 года", "2018-03-12"),
        ("ru", "в среду утром", "2019-03-20"),
        ("ru", "три дня назад", "2019-03-17"),
        ("ru", "на прошлой неделе", "2019-03-11"),
        ("ru", "в прошлом месяце", "2019-02-01"),
        ("ru", "позавчера", "2019-03-18"),
        ("uk", "учора ввечері", "2019-03-19"),
        ("uk", "минулої п'ятниці", "2019-03-15"),
        ("uk", "у ніч на вівторок", "2019-03-19"),
        ("uk", "12 березня", "2019-03-12"),
        ("uk", "12 березня 2018 року", "2018-03-12"),
        ("uk", "у середу вранці", "2019-03-20"),
        ("uk", "три дні тому", "2019-03-17"),
        ("uk", "минулого тижня", "2019-03-11"),
        ("uk", "минулого місяця", "2019-02-01"),
        ("uk", "позавчора", "2019-03-18"),
        ("tr", "dün akşam", "2019-03-19"),
        ("tr", "geçen cuma", "2019-03-15"),
        ("tr", "salı gecesi", "2019-03-19"),
        ("tr", "12 Mart'ta", "2019-03-12"),
        ("tr", "12 Mart 2018", "2018-03-12"),
        ("tr", "çarşamba sabahı", "2019-03-20"),
        ("tr", "üç gün önce", "2019-03-17"),
        ("tr", "geçen hafta", "2019-03-11"),
        ("tr", "geçen ay", "2019-02-01"),
        ("tr", "İki gün önce", "2019-03-18"),
    ],
)
def test_a_day_is_counted_from_the_day_of_publication(language: str, text: str, day: str) -> None:
    (found,) = dates.find(text, language, published=WEDNESDAY)
    assert found.when
    assert found.when.first == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "среда обитания редких птиц"),
        ("ru", "теракты 11 сентября"),
        ("uk", "теракти 11 вересня"),
        ("uk", "сердито середина"),
        ("tr", "pazar yerinde"),
        ("tr", "cuma namazı"),
    ],
)
def test_what_only_looks_like_a_day_is_none(language: str, text: str) -> None:
    assert dates.find(text, language, published=WEDNESDAY) == ()


@pytest.mark.parametrize(
    ("language", "text", "killed"),
    [
        ("ru", "Погибли двадцать один человек.", 21),
        ("ru", "Убиты трое полицейских.", 3),
        ("ru", "Число погибших выросло с 12 до 16.", 16),
        ("ru", "Погибли не менее ста двух человек.", 102),
        ("ru", "Девятерых жителей убили.", 9),
        ("uk", "Загинула двадцять одна людина.", 21),
        ("uk", "Убито трьох поліцейських.", 3),
        ("uk", "Кількість загиблих зросла з 12 до 16.", 16),
        ("uk", "Загинули сто дві особи.", 102),
        ("uk", "Дев’ятьох мешканців убили.", 9),
        ("tr", "Yirmi bir kişi öldü.", 21),
        ("tr", "Üç polis şehit oldu.", 3),
        ("tr", "Ölü sayısı on altı.", 16),
        ("tr", "Yüz iki kişi hayatını kaybetti.", 102),
        ("tr", "Aralarında iki çocuğun da bulunduğu sekiz kişi öldü.", 8),
    ],
)
def test_numbers_are_read_in_every_form(language: str, text: str, killed: int) -> None:
    (found,) = tolls(text, language)
    assert found[:3:2] == ("killed", killed)
