"""Words are kept so that a person finds them however they, or the outlet, spelt them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin_server.search import Term, highlighted, parse, snippet
from tocsin_server.search.words import MOST_WORDS, asked, kept, words


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Évacuation à Besançon", "besancon"),
        ("İstanbul'da patlama", "istanbul"),
        ("Kızıltepe", "kiziltepe"),
        ("Großbrand in Köln", "GROSSBRAND"),
        ("Орёл: взрыв", "орел"),
        ("انفجار في أربيل", "اربيل"),
        ("مُصابون", "مصابون"),
        ("کابل میں دھماکہ", "كابل"),
        ("बम धमाका", "धमाका"),
        ("北京市发生爆炸", "爆炸"),
        ("北京市发生爆炸", "炸"),
        ("東京で地震がありました", "地震"),
        ("ระเบิดในกรุงเทพ", "กรุงเทพ"),
        ("١٢ قتيلا", "12"),
        ("l’attentat", "attentat"),
    ],
)
def test_a_word_is_found_however_it_is_spelt(text: str, typed: str) -> None:
    query = parse(typed)
    assert query.groups, query.notes
    assert [piece.hit for piece in highlighted(text, query.terms)].count(True) == 1


def test_a_vowel_sign_of_hindi_is_no_accent() -> None:
    assert asked("हिंद") != asked("हद")


@given(st.text())
def test_no_text_breaks_the_folding_and_each_kept_word_stands_where_it_says(text: str) -> None:
    for one in words(text):
        assert one.word
        assert " " not in one.word
        assert 0 <= one.start < one.end <= len(text)


def test_a_text_is_kept_up_to_what_both_databases_take() -> None:
    assert kept("word " * 20_000).count("word") == MOST_WORDS
    assert len(kept("हिंदुस्तानजिंदाबाद " * 30_000).encode()) < 1_000_000


def test_words_stand_together_unless_said_otherwise() -> None:
    query = parse('"car bomb" kirkuk OR mosul -film explo*')
    assert query.groups == (
        (Term(("car", "bomb")),),
        (Term(("kirkuk",)), Term(("mosul",))),
        (Term(("explo",), prefix=True),),
    )
    assert query.none == (Term(("film",)),)
    assert query.notes == ()


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ('"car bomb', "A quotation mark is not closed"),
        ("OR bomb", "nothing before OR"),
        ("bomb OR", "nothing after OR"),
        ("-bomb", "Say also what to look for"),
        ("!!! bomb", "“!!!” holds no word"),
        ("(bomb OR fire) market", "Brackets mean nothing"),
        ("bo*mb", "star is not at the end"),
        ("b* fire", "too short a beginning"),
        ("fire OR -bomb", "cannot stand beside OR"),
        (" ".join("abcdefghijklmnopqrstuvwxyz"), "Only the first 20"),
    ],
)
def test_what_is_not_understood_is_said(typed: str, note: str) -> None:
    assert note in " ".join(parse(typed).notes)


@given(st.text(alphabet="ab \"-*()|'\\:&!<>^{}\0ORAND京éا"))
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    query = parse(typed)
    assert all(term.words for term in query.terms)


def test_a_snippet_is_the_passage_that_holds_most_of_the_words() -> None:
    text = (
        "A bomb in a film. "
        + "Nothing here. " * 50
        + "A car bomb tore through the market of Kirkuk. "
        + "x " * 500
    )
    pieces = snippet(text, parse("bomb kirkuk market").terms)
    assert [piece.text for piece in pieces if piece.hit] == ["bomb", "market", "Kirkuk"]
    assert sum(len(piece.text) for piece in pieces) < 300


def test_a_snippet_of_what_was_not_found_is_the_beginning() -> None:
    (piece,) = snippet("Short text.", parse("absent").terms)
    assert piece == ("Short text.", False)


@given(st.text(), st.text(max_size=20))
def test_pieces_put_together_are_the_text(text: str, typed: str) -> None:
    assert "".join(piece.text for piece in highlighted(text, parse(typed).terms)) == text
