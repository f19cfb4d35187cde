"""Texts survive the way through octets and pages, no character is split, the standards' figures hold."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.notify.cells import Key, Scope, Serial, alphabet, coding, pages
from tocsin.notify.cells.records import Alphabet

BASIC = "".join(sign for sign in alphabet._CODES if len(alphabet._CODES[sign]) == 1 and sign != "\r")
EXTENSION = "^{}\\[~]|€"
gsm7_texts = st.text(st.sampled_from(BASIC + EXTENSION), max_size=700)
any_texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("é\u0301👩\u200d🚒🇫🇷\u093f\ufe0f𝄞水"),
    max_size=300,
)
tags = st.sampled_from(["en", "sw", "zh-CN", "chr", "fr-CA", "ar", ""])


@given(st.lists(st.integers(0, 127), max_size=200))
def test_septets_come_back_as_they_were_packed(codes):
    back = alphabet.unpack(alphabet.pack(codes))
    assert back[: len(codes)] == codes
    assert set(back[len(codes) :]) <= {0}


@given(gsm7_texts)
def test_what_the_default_alphabet_has_comes_back_from_septets(text):
    assert alphabet.text_of(alphabet.septets(text)) == text


def test_the_alphabet_is_that_of_the_standard_at_its_corners():
    """TS 23.038, 6.2.1: 0x00 is @, 0x10 Delta, 0x7F a with grave; the euro is 0x1B 0x65."""
    assert [alphabet.septets(sign) for sign in "@Δà€"] == [[0x00], [0x10], [0x7F], [0x1B, 0x65]]
    assert len(BASIC) + 1 + 1 == 128  # all but the escape and the carriage return


def test_a_known_text_has_the_octets_that_telephones_read():
    """The published example of 7-bit packing, "hellohello"."""
    assert alphabet.pack(alphabet.septets("hellohello")).hex() == "e8329bfd4697d9ec37"


@given(any_texts, tags)
@example("€" * 700, "en")
@example("e" + "\u0301" * 200, "fr")
@example("👩\u200d🚒" * 40, "chr")
def test_a_text_comes_back_from_its_pages(text, tag):
    text = alphabet.tidy(text)
    how = coding.choose(text, tag)
    if alphabet.width(text, gsm7=how.alphabet is Alphabet.GSM7) > coding.most(how) - 600:
        text = text[:100]
        how = coding.choose(text, tag)
    made = pages.paginate(text, how)
    assert pages.text_of(made, how) == text
    assert "".join(page.text for page in made) == text
    if made:
        assert pages.read_contents(pages.contents(made), how.scheme) == text


@given(any_texts.filter(bool), tags)
def test_every_page_is_82_octets_and_the_rest_of_it_carriage_returns(text, tag):
    text = alphabet.tidy(text)[:200]
    how = coding.choose(text, tag)
    for page in pages.paginate(text, how):
        assert len(page.content) == 82
        if how.alphabet is Alphabet.GSM7:
            codes = alphabet.unpack(page.content)
            used = (3 if how.prefix else 0) + len(alphabet.septets(page.text))
            assert set(codes[used:]) <= {0x0D}
            assert page.used == -(-used * 7 // 8)
        else:
            assert page.used == (2 if how.prefix else 0) + len(page.text.encode("utf-16-be"))
            assert page.content[page.used :] == b"\0\r" * ((82 - page.used) // 2)


@given(any_texts, tags)
def test_no_page_begins_inside_a_character(text, tag):
    text = alphabet.tidy("".join(sign for sign in text if sign not in "\u0301\u093f")[:200] + "e\u0301")
    how = coding.choose(text, tag)
    for page in pages.paginate(text, how):
        page.text.encode("utf-16-be")  # no half of a surrogate pair
        assert not page.text.startswith(("\u0301", "\u200d", "\ufe0f"))
        if how.alphabet is Alphabet.GSM7:
            assert alphabet.septets(page.text)[-1:] != [alphabet.ESCAPE]


@pytest.mark.parametrize(
    ("sign", "tag", "a_page", "in_all"),
    [("a", "en", 93, 1395), ("a", "sw", 90, 1350), ("水", "zh", 40, 600), ("水", "yue", 41, 615)],
)
def test_pages_hold_what_the_standard_says(sign, tag, a_page, in_all):
    how = coding.choose(sign, tag)
    assert coding.page_size(how) == a_page
    assert coding.most(how) == in_all
    assert len(pages.paginate(sign * a_page, how)) == 1
    assert len(pages.paginate(sign * (a_page + 1), how)) == 2
    assert len(pages.paginate(sign * in_all, how)) == 15
    with pytest.raises(BadInput, match="16 pages"):
        pages.paginate(sign * (in_all + 1), how)


def test_a_page_that_ends_seven_bits_short_of_an_octet_grows_no_at_sign():
    """Eight characters less one leave 7 spare bits: zeros would read as @, so they are a carriage return."""
    how = coding.choose("a", "en")
    for length in range(1, 94):
        (page,) = pages.paginate("a" * length, how)
        assert pages.read_content(page.content[: page.used], how.scheme)[0] == "a" * length


@given(
    st.integers(0, 65535),
    st.builds(Serial, st.integers(0, 1023), st.integers(0, 15), st.sampled_from(Scope)),
    gsm7_texts.filter(bool),
    st.sampled_from(["en", "sw", "de"]),
)
def test_a_gsm_page_comes_back_as_it_was_sent(identifier, serial, text, tag):
    text = text[:300]
    how = coding.choose(text, tag)
    made = pages.paginate(text, how)
    for number in range(1, len(made) + 1):
        sent = pages.gsm_page(made, number, Key(identifier, serial), how)
        assert len(sent) == 88
        back = pages.read_gsm_page(sent)
        assert back == (Key(identifier, serial), number, len(made), made[number - 1].text, tag)


@given(st.integers(0, 0xFFFF))
def test_serial_numbers_come_back(number):
    assert pages.serial_number(pages.read_serial_number(number)) == number


@pytest.mark.parametrize(
    ("octets", "scheme", "words"),
    [(b"", 1, "0 pages"), (b"\x02" + b"\r" * 83, 1, "2 pages"), (b"\x01" + b"\0" * 82 + b"\x53", 1, "82")],
)
def test_contents_of_another_length_are_refused(octets, scheme, words):
    with pytest.raises(BadInput, match=words):
        pages.read_contents(octets, scheme)


@given(st.binary(max_size=200), st.integers(0, 255))
def test_whatever_octets_come_are_read_or_refused(octets, scheme):
    for read in (pages.read_content, pages.read_contents):
        try:
            read(octets, scheme)
        except BadInput:
            continue
