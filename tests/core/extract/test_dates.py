"""Days, weeks, months and years are found in five languages and counted from the publication's own day."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.base import Precision
from tocsin.extract import dates
from tocsin.extract.dates.calendar import latest, month_of, shifted, week_of, year_of
from tocsin.extract.dates.vocabulary import LANGUAGES, vocabulary

# A Saturday.
MORNING = datetime(2015, 11, 14, 8, tzinfo=UTC)


def days(text, language, published=MORNING):
    """Each mention, as written, with its first day."""
    return {
        mention.quote: mention.when and mention.when.first.isoformat()
        for mention in dates.find(text, language, published=published)
    }


@pytest.mark.parametrize(
    ("language", "text", "quote", "day"),
    [
        ("en", "It was on 13 November 2015.", "13 November 2015", "2015-11-13"),
        ("en", "on Friday 13 November", "Friday 13 November", "2015-11-13"),
        ("en", "on Nov. 13, police said", "Nov. 13", "2015-11-13"),
        ("en", "late on Friday evening", "late on Friday evening", "2015-11-13"),
        ("en", "on Thursday", "Thursday", "2015-11-12"),
        ("en", "on Saturday", "Saturday", "2015-11-14"),
        ("en", "last Saturday", "last Saturday", "2015-11-07"),
        ("en", "Thursday's blast", "Thursday", "2015-11-12"),
        ("en", "last night", "last night", "2015-11-13"),
        ("en", "yesterday, Friday, they", "yesterday, Friday", "2015-11-13"),
        ("en", "two days ago", "two days ago", "2015-11-12"),
        ("en", "twelve hours ago", "twelve hours ago", "2015-11-13"),
        ("en", "on 3rd March 2012", "3rd March 2012", "2012-03-03"),
        ("en", "on 2015-11-13T21:20:00+01:00", "2015-11-13T21:20:00+01:00", "2015-11-13"),
        ("en", "on 11/13/2015", "11/13/2015", "2015-11-13"),
        ("fr", "le 13 novembre", "13 novembre", "2015-11-13"),
        ("fr", "vendredi 13", "vendredi 13", "2015-11-13"),
        ("fr", "hier soir", "hier soir", "2015-11-13"),
        ("fr", "dans la nuit de vendredi à samedi", "dans la nuit de vendredi à samedi", "2015-11-13"),
        ("fr", "le 1er mai 2014", "1er mai 2014", "2014-05-01"),
        ("fr", "jeudi dernier", "jeudi dernier", "2015-11-12"),
        ("fr", "il y a deux jours", "il y a deux jours", "2015-11-12"),
        ("fr", "le 13/11/2015", "13/11/2015", "2015-11-13"),
        ("es", "el viernes 13 de noviembre de 2015", "viernes 13 de noviembre de 2015", "2015-11-13"),
        ("es", "anoche", "anoche", "2015-11-13"),
        ("es", "ayer por la noche", "ayer por la noche", "2015-11-13"),
        ("es", "hace dos días", "hace dos días", "2015-11-12"),
        ("es", "el jueves pasado", "jueves pasado", "2015-11-12"),
        ("ar", "في ١٣ نوفمبر ٢٠١٥", "١٣ نوفمبر ٢٠١٥", "2015-11-13"),
        ("ar", "الخميس 12 تشرين الثاني/نوفمبر", "الخميس 12 تشرين الثاني/نوفمبر", "2015-11-12"),
        ("ar", "مساء أمس الجمعة", "مساء أمس الجمعة", "2015-11-13"),
        ("ar", "ليل الجمعة السبت", "ليل الجمعة السبت", "2015-11-13"),
        ("ar", "قبل يومين", "قبل يومين", "2015-11-12"),
        ("ar", "التاسع من تشرين الثاني عام 2005", "التاسع من تشرين الثاني عام 2005", "2005-11-09"),
        ("zh", "11月13日晚发生", "11月13日晚", "2015-11-13"),
        ("zh", "13日晚发生", "13日晚", "2015-11-13"),
        ("zh", "二〇一五年十一月十三日", "二〇一五年十一月十三日", "2015-11-13"),
        ("zh", "昨晚发生", "昨晚", "2015-11-13"),
        ("zh", "星期四（12日）傍晚", "星期四（12日）傍晚", "2015-11-12"),
        ("zh", "两天前", "两天前", "2015-11-12"),
        ("fa", "روز جمعه ۱۳ نوامبر ۲۰۱۵ رخ داد", "روز جمعه ۱۳ نوامبر ۲۰۱۵", "2015-11-13"),
        ("fa", "روز ۲۲ آبان ۱۳۹۴ رخ داد", "۲۲ آبان ۱۳۹۴", "2015-11-13"),
        ("fa", "جمعه ۲۲ آبان رخ داد", "جمعه ۲۲ آبان", "2015-11-13"),
        ("fa", "در ۲۲ عقرب رخ داد", "۲۲ عقرب", "2015-11-13"),
        ("fa", "شامگاه پنج‌شنبه در پاریس", "شامگاه پنج‌شنبه", "2015-11-12"),
        ("fa", "دیشب در پاریس", "دیشب", "2015-11-13"),
        ("hi", "शुक्रवार शाम को हमला हुआ", "शुक्रवार शाम", "2015-11-13"),
        ("hi", "१३ नवंबर २०१५ को", "१३ नवंबर २०१५ को", "2015-11-13"),
        ("hi", "कल रात हमला हुआ", "कल रात", "2015-11-13"),
        ("hi", "दो दिन पहले हमला हुआ", "दो दिन पहले", "2015-11-12"),
        ("id", "pada Jumat (13/11) malam", "Jumat (13/11) malam", "2015-11-13"),
        ("id", "pada 13 November 2015", "13 November 2015", "2015-11-13"),
        ("id", "Kamis pekan lalu", "Kamis pekan lalu", "2015-11-12"),
        ("id", "kemarin malam", "kemarin malam", "2015-11-13"),
        ("sw", "siku ya Ijumaa jioni", "siku ya Ijumaa jioni", "2015-11-13"),
        ("sw", "tarehe 13 Novemba 2015", "tarehe 13 Novemba 2015", "2015-11-13"),
        ("sw", "usiku wa kuamkia Ijumaa", "usiku wa kuamkia Ijumaa", "2015-11-12"),
        ("sw", "jana usiku", "jana usiku", "2015-11-13"),
    ],
)
def test_days(language, text, quote, day):
    assert days(text, language) == {quote: day}


@pytest.mark.parametrize(
    ("language", "text", "quote", "first", "precision"),
    [
        ("en", "in January 2015", "January 2015", "2015-01-01", "month"),
        ("en", "in December", "December", "2014-12-01", "month"),
        ("en", "last week", "last week", "2015-11-02", "week"),
        ("en", "a year ago", "a year ago", "2014-01-01", "year"),
        ("en", "in 2013", "2013", "2013-01-01", "year"),
        ("fr", "en janvier dernier", "janvier dernier", "2015-01-01", "month"),
        ("fr", "la semaine dernière", "la semaine dernière", "2015-11-02", "week"),
        ("es", "el mes pasado", "el mes pasado", "2015-10-01", "month"),
        ("es", "en 2004", "2004", "2004-01-01", "year"),
        ("ar", "الشهر الماضي", "الشهر الماضي", "2015-10-01", "month"),
        ("ar", "عام ١٩٩٠", "١٩٩٠", "1990-01-01", "year"),
        ("zh", "三个月前", "三个月前", "2015-08-01", "month"),
        ("zh", "一九九五年", "一九九五年", "1995-01-01", "year"),
        ("zh", "上周", "上周", "2015-11-02", "week"),
    ],
)
def test_a_date_is_kept_as_exactly_as_it_is_given(language, text, quote, first, precision):
    (mention,) = dates.find(text, language, published=MORNING)
    assert (mention.quote, mention.when.first.isoformat(), mention.when.precision) == (
        quote,
        first,
        precision,
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "She may 20 times over march on; Black Friday sales, Friday prayers, the September 11 attacks",
        ),
        ("en", "31 November, 40 May"),
        ("fr", "le Vendredi saint, les attentats du 11 septembre"),
        ("es", "el Viernes Santo, tras el 11-M"),
        ("ar", "بعد صلاة الجمعة"),
        ("zh", "“9·11”之后"),
    ],
)
def test_what_only_looks_like_a_date(language, text):
    assert days(text, language) == {}


def test_the_day_is_that_of_the_place_of_publication():
    """Half past midnight in Beirut is still yesterday in London; "today" is Beirut's."""
    beirut = datetime(2015, 11, 13, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert days("today", "en", beirut) == {"today": "2015-11-13"}
    assert days("today", "en", beirut.astimezone(UTC)) == {"today": "2015-11-12"}


def test_without_a_publication_only_full_dates_are_known():
    found = days("yesterday, on Friday, on 13 November, last year and 12 March 2014", "en", None)
    assert found.pop("12 March 2014") == "2014-03-12"
    assert len(found) == 4
    assert set(found.values()) == {None}


def test_a_weekday_decides_the_year():
    assert days("on Wednesday 14 January", "en") == {"Wednesday 14 January": "2015-01-14"}
    assert days("on Thursday 13 November", "en") == {"Thursday 13 November": "2014-11-13"}


def test_the_day_before_counts_from_the_day_last_named():
    found = days("On 12 March 2014 they met; the day before they had fought.", "en")
    assert found["the day before"] == "2014-03-11"


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "PARIS, 14 November 2015 (Agency) - Gunmen fired.", "2015-11-14"),
        ("en", "CITY WIRE  1942 GMT 12 Nov 2015\n\nTwo dead\n\nBEIRUT, Nov 12 - Two died.", "2015-11-12"),
        ("fr", "LES DÉPÊCHES - 13/11/2015 23h20\n\nTitre", "2015-11-13"),
        ("ar", "وكالة للأنباء - 2015/11/12 - 18:14 بتوقيت بيروت\n\nعنوان", "2015-11-12"),
        ("zh", "通讯社2015年11月13日电 北京时间22:10", "2015-11-13"),
    ],
)
def test_publication_is_read_off_the_head(language, text, day):
    assert dates.publication(text, language) == datetime.fromisoformat(day).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PARIS, Nov 14 (Agency) - Gunmen fired.",
        "Officers said that on 12 March 2014 they had seen a man leave the town in a car and drive off.",
        "First line\nSecond line\nThird line\nFourth line\n14 November 2015",
    ],
)
def test_no_publication_where_the_head_gives_none(text):
    assert dates.publication(text, "en") is None


pieces = st.one_of(
    st.characters(),
    st.integers(0, 3000).map(str),
    st.sampled_from(
        [*" .,-/()\n年月日号الاتaday", " ago", "last ", "November", "vendredi ", "昨晚", "أمس ", "in "]
    ),
)


@settings(max_examples=200)
@given(
    st.lists(pieces, max_size=60).map("".join),
    st.sampled_from([*LANGUAGES, "und", "de"]),
    st.none() | st.datetimes(timezones=st.just(UTC)),
)
def test_any_text_is_searched_and_every_span_indexes_it(text, language, published):
    end = 0
    for mention in dates.find(text, language, published=published):
        assert text[mention.start : mention.end] == mention.quote
        assert end <= mention.start < mention.end
        end = mention.end


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.integers(1, 12), st.integers(1, 31))
def test_the_latest_day_of_a_month_is_not_after_the_limit(limit, month, day):
    found = latest(limit, month=month, day=day, weekday=0)
    assert found is None or ((found.month, found.day) == (month, day) and found <= limit)


@given(st.dates(), st.sampled_from(["day", "week", "month", "year"]), st.integers(-5000, 5000))
def test_a_shifted_span_is_whole_or_outside_the_calendar(today, unit, offset):
    when = shifted(today, unit, offset)
    lengths = {
        Precision.DAY: {0},
        Precision.WEEK: {6},
        Precision.MONTH: {27, 28, 29, 30},
        Precision.YEAR: {364, 365},
    }
    assert when is None or (when.last - when.first).days in lengths[when.precision]


def test_spans_of_the_calendar():
    assert week_of(date(2015, 11, 15)).first == date(2015, 11, 9)
    assert month_of(2016, 2).last == date(2016, 2, 29)
    assert year_of(2015).last == date(2015, 12, 31)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_all_months_and_weekdays(language):
    words = vocabulary(language)
    assert set(words.months.values()) == set(range(1, 13))
    assert set(words.weekdays.values()) == set(range(1, 8))
