"""Finds mentions of dates and works out which days they mean."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tocsin.base import Precision, When
from tocsin.extract.dates.calendar import latest, latest_solar, month_of, shifted, solar_hijri, year_of
from tocsin.extract.dates.vocabulary import Vocabulary, plain, vocabulary
from tocsin.extract.dates.window import windows

# Arabic-Indic, Persian, full-width and Devanagari digits, each one character like the digit it stands for.
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_DIGITS = {ord(zero) + digit: str(digit) for zero in "٠۰０०" for digit in range(10)}
# Persian parts the pieces of a word by a joiner without width, or by a space.
_DIGITS[0x200C] = " "
# A date of publication stands in one of the first lines, if that line or its part before a dash is short.
OPENING, HEADER_LINES, HEADER_LONGEST = 400, 4, 70
_DASH = re.compile(r"\s-{1,2}\s|\s?[–—]\s?|电\s")


@dataclass(frozen=True, slots=True)
class DateMention:
    """`text[start:end] == quote`; `when` is None where it cannot be told without the day of publication."""

    start: int
    end: int
    quote: str
    when: When | None


def find(text: str, language: str, *, published: datetime | None) -> tuple[DateMention, ...]:
    """Mentions of days, weeks, months and years in `text`, in order, never overlapping.

    Days are local to the place of publication: `published` (time-zone aware) counts by its own offset. A
    weekday is the latest such day not after publication; a day without a year is the latest not more than one
    day after it.

    >>> from datetime import timezone
    >>> morning = datetime(2015, 11, 14, 8, tzinfo=timezone.utc)
    >>> found = find("Blasts on Friday evening and 12 November.", "en", published=morning)
    >>> [(mention.quote, str(mention.when.first)) for mention in found]
    [('Friday evening', '2015-11-13'), ('12 November', '2015-11-12')]
    """
    words = vocabulary(language)
    folded = text.translate(_DIGITS)
    taken = [match.span() for match in words.not_dates.finditer(folded)]
    found: list[tuple[int, int, re.Match[str]]] = []
    for first, last in windows(folded, words.triggers, spaces=words.spaces):
        for pattern in words.patterns:
            for match in pattern.finditer(folded, first, last):
                start = match.end("lead") if match.groupdict().get("lead") else match.start("date")
                end = match.end("date") - match["date"].endswith(".")
                found.append((start, end, match))
    mentions: list[DateMention] = []
    today = published.date() if published else None
    named: date | None = None
    for start, end, match in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if any(start < stop and begin < end for begin, stop in taken):
            continue
        resolved, when = _resolve(match, words, published, named or today)
        if resolved:
            named = when.first if when and when.precision is Precision.DAY else named
            mentions.append(DateMention(start, end, text[start:end], when))
            taken.append((start, end))
    return tuple(mentions)


def publication(text: str, language: str) -> datetime | None:
    """When a text says it was published, from the dateline or a date that opens it; None where it does not.

    Only a full date with its year counts; the time is midnight UTC, for the line gives none.

    >>> publication("PARIS, 14 November 2015 (Agency) - Gunmen opened fire.", "en")
    datetime.datetime(2015, 11, 14, 0, 0, tzinfo=datetime.timezone.utc)
    """
    for line in [line for line in text[:OPENING].splitlines() if line.strip()][:HEADER_LINES]:
        head = line if len(line) <= HEADER_LONGEST else _DASH.split(line, maxsplit=1)[0]
        if len(head) > HEADER_LONGEST:
            continue
        for mention in find(head, language, published=None):
            if mention.when and mention.when.precision is Precision.DAY:
                return datetime.combine(mention.when.first, datetime.min.time(), UTC)
    return None


def _resolve(
    match: re.Match[str], words: Vocabulary, published: datetime | None, named: date | None
) -> tuple[bool, When | None]:
    """Whether the match is a date at all, and which; a date may be one and still be unknown.

    `named` is the day that "the night before" counts from: the one last named, else that of publication.
    """
    got = {name: value for name, value in match.groupdict().items() if value is not None}
    if words.capital_months and got.get("month", "M")[0].islower():
        return False, None
    if words.capital_weekdays and got.get("weekday", "W")[0].islower():
        return False, None
    today = published.date() if published else None
    if "solar_month" in got:
        return _solar(got, words, today)
    if "first" in got:
        return _numeric(got, words.day_first, today)
    if "han_year" in got:
        got["year"] = got["han_year"].translate(_HAN_DIGITS)
    if "relative" in got and "weekday" in got:
        return _told_twice(got, words, today)
    if "relative" in got:
        unit, offset = words.relative[plain(got["relative"])]
        return True, shifted(today, unit, offset) if today else None
    if "anchored" in got:
        unit, offset = words.anchored[plain(got["anchored"])]
        return True, shifted(named, unit, offset) if named else None
    if "unit" in got:
        return _ago(got, words, published)
    if "day" in got or "day_word" in got:
        return _month_day(got, words, today)
    if "month" in got:
        return _month(got, words, today)
    if "weekday" in got:
        day = words.weekdays[plain(got["weekday"])]
        if "eve" in got:
            return True, shifted(_weekday(today, day, got), "night", -1) if today else None
        return True, When.on(_weekday(today, day, got)) if today else None
    return ("year" in got), year_of(int(got["year"])) if "year" in got else None


def _told_twice(got: dict[str, str], words: Vocabulary, today: date | None) -> tuple[bool, When | None]:
    """ "Yesterday, Friday": the day both agree on; the weekday where they do not, for copies keep it true."""
    if today is None:
        return True, None
    unit, offset = words.relative[plain(got["relative"])]
    told = shifted(today, unit, offset)
    weekday = words.weekdays[plain(got["weekday"])]
    if told and told.first.isoweekday() == weekday:
        return True, told
    return True, When.on(_weekday(today, weekday, {}))


def _weekday(today: date, weekday: int, got: dict[str, str]) -> date:
    back = (today.isoweekday() - weekday) % 7
    if "next" in got:
        return today + timedelta(days=7 - back)
    return today - timedelta(days=back or 7 * ("last" in got))


def _ago(got: dict[str, str], words: Vocabulary, published: datetime | None) -> tuple[bool, When | None]:
    unit = words.units[plain(got["unit"])]
    amount = int(got["digits"]) if "digits" in got else words.numbers[plain(got["number"])]
    if unit == "hour":
        return True, When.on((published - timedelta(hours=amount)).date()) if published else None
    return True, shifted(published.date(), unit, -amount) if published else None


def _month_day(got: dict[str, str], words: Vocabulary, today: date | None) -> tuple[bool, When | None]:
    month = (
        int(got["month_number"])
        if "month_number" in got
        else words.months[plain(got["month"])]
        if "month" in got
        else 0
    )
    day = int(got["day"]) if "day" in got else words.numbers.get(plain(got["day_word"]), 0)
    weekday = words.weekdays[plain(got["weekday"])] if "weekday" in got else 0
    if not 1 <= day <= 31 or not 0 <= month <= 12:
        return False, None
    if "year" in got:
        return _exact(int(got["year"]), month, day)
    if today is None:
        return True, None
    resolved = latest(today + timedelta(days=1), month=month, day=day, weekday=weekday)
    return resolved is not None, When.on(resolved) if resolved else None


def _solar(got: dict[str, str], words: Vocabulary, today: date | None) -> tuple[bool, When | None]:
    """A day of the Solar Hijri calendar; without a year the latest not more than one day after today."""
    month, day = words.solar_months[plain(got["solar_month"])], int(got["day"])
    if "solar_year" in got:
        found = solar_hijri(int(got["solar_year"]), month, day)
    else:
        found = latest_solar(today + timedelta(days=1), month=month, day=day) if today else None
    return 1 <= day <= 31, When.on(found) if found else None


def _exact(year: int, month: int, day: int) -> tuple[bool, When | None]:
    try:
        return True, When.on(date(year, month, day))
    except ValueError:
        return False, None


def _month(got: dict[str, str], words: Vocabulary, today: date | None) -> tuple[bool, When | None]:
    month = words.months[plain(got["month"])]
    if "year" in got:
        return True, month_of(int(got["year"]), month)
    if today is None:
        return True, None
    past = month > today.month or ("last" in got and month == today.month)
    return True, month_of(today.year - past, month)


def _numeric(got: dict[str, str], day_first: bool, today: date | None) -> tuple[bool, When | None]:
    """13/11/2015: the language's order, unless only the other is a date, or the first lies in the future."""
    year, first, second = int(got["year"]), int(got["first"]), int(got["second"])
    orders = [(second, first), (first, second)] if day_first else [(first, second), (second, first)]
    dates = [when for month, day in orders for fits, when in [_exact(year, month, day)] if fits and when]
    past = [when for when in dates if today is None or when.first <= today + timedelta(days=1)]
    return bool(dates), next(iter(past or dates), None)
