"""How things are said: the examples in the code are the tests."""

import doctest

import pytest

from tocsin_server.console import charts, words
from tocsin_server.extract import passages


@pytest.mark.parametrize("module", [charts, words, passages], ids=lambda module: module.__name__)
def test_the_examples_hold(module: object) -> None:
    """Every example runs and gives what it says."""
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted
    assert not result.failed
