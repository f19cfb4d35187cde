"""The trained network as it is shipped."""

import numpy as np
import pytest

from tocsin.extract.encoder import KINDS, ROLES, Encoder
from tocsin.extract.sentences import split


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """The network of the package."""
    opened = Encoder.open()
    if opened is None:
        pytest.skip("the weights are not here: python -m benchmarks.train_reader makes them")
    return opened


def spans(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in split(text)]


ATTACK = (
    "Guerrillas of the liberation front dynamited a power station near the town on Monday. "
    "The explosion killed Councilman Pedro Rojas Vega. The mayor praised the new school."
)


def test_roles_are_found_where_they_stand(encoder: Encoder) -> None:
    seen = encoder.see(ATTACK, spans(ATTACK))
    strong = {(span.role, ATTACK[span.start : span.end].lower()) for span in seen.roles if span.score > 0.5}
    assert any(role == "perpetrator_individual" and "guerrillas" in words for role, words in strong)
    assert any(role == "physical_target" and "power station" in words for role, words in strong)
    assert any(role == "victim" and "rojas" in words for role, words in strong)
    assert {span.role for span in seen.roles} <= set(ROLES)


def test_the_kind_is_told_of_the_sentence_that_tells_of_it(encoder: Encoder) -> None:
    seen = encoder.see(ATTACK, spans(ATTACK))
    bombing = seen.kinds[:, KINDS.index("bombing")]
    assert bombing[0] > 0.5 > bombing[2]
    assert seen.relevant > 0.5


def test_capitals_change_nothing(encoder: Encoder) -> None:
    small, large = (encoder.see(text, spans(ATTACK)) for text in (ATTACK.lower(), ATTACK.upper()))
    assert np.allclose(small.kinds, large.kinds)
    assert small.roles == large.roles


def test_all_numbers_are_probabilities_and_links_go_both_ways(encoder: Encoder) -> None:
    seen = encoder.see(ATTACK, spans(ATTACK))
    for numbers in (seen.kinds, seen.links):
        assert ((numbers >= 0) & (numbers <= 1)).all()
    assert np.allclose(seen.links, seen.links.T, atol=1e-3)


def test_any_text_is_taken(encoder: Encoder) -> None:
    for text in ("", " ", "\x00\ud800", "🙂" * 3000, "שלום " * 900):
        seen = encoder.see(text, spans(text) if text.strip() else [])
        assert seen.kinds.shape[1] == len(KINDS)
