"""A plan's paper: told beforehand without what is drawn, checked afterwards by anybody."""

import json
from typing import Any

import pytest
from protect.patrols.samples import SEED, THREE, days

from tocsin.errors import BadInput
from tocsin.protect.draws import Seed
from tocsin.protect.patrols import document, plan_patrols, verify


@pytest.fixture
def paper() -> dict[str, Any]:
    """As it is read back from a file."""
    made = plan_patrols(THREE, days(3, 6, 14, 22), 1, seed=SEED)
    return dict(json.loads(json.dumps(document(made, SEED))))


def test_a_paper_as_it_was_written_holds(paper: dict[str, Any]) -> None:
    assert verify(paper, SEED) == ()


def test_the_same_seed_writes_the_same_bytes(paper: dict[str, Any]) -> None:
    again = plan_patrols(THREE, days(3, 6, 14, 22), 1, seed=SEED)
    assert json.dumps(document(again, SEED)) == json.dumps(paper)


def test_without_the_seed_nothing_tells_what_is_drawn(paper: dict[str, Any]) -> None:
    made = plan_patrols(THREE, days(3, 6, 14, 22), 1, seed=SEED)
    open_ = document(made)
    assert all("drawn" not in one for one in open_["shifts"])
    assert SEED.text not in json.dumps(paper)
    assert verify(open_, SEED)[0] == "2015-11-14 06:00: it does not say what was drawn"


def test_another_seed_is_found_out(paper: dict[str, Any]) -> None:
    faults = verify(paper, Seed(b"y" * 32))
    assert faults[0].startswith("the seed's fingerprint is ")
    assert any("does not follow from the seed" in one for one in faults)


def test_a_draw_that_was_changed_is_found_out(paper: dict[str, Any]) -> None:
    paper["shifts"][4]["drawn"] = ["mill"]
    assert verify(paper, SEED) == ("2015-11-15 14:00: what was drawn does not follow from the seed",)


def test_shares_that_suit_somebody_are_found_out(paper: dict[str, Any]) -> None:
    paper["shifts"][0]["shares"] = [0.0, 0.0, 1.0]
    assert "2015-11-14 06:00: the shares are not the best for the people and floors told" in verify(
        paper, SEED
    )


@pytest.mark.parametrize("change", [{"format": "other"}, {"shifts": [{}]}, {"venues": 3}, {"teams": "many"}])
def test_what_is_no_paper_is_refused(paper: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="it is not a plan of patrols"):
        verify(paper | change, SEED)
