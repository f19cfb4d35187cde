"""The command, run in this process."""

import pytest
from cli.samples import Command


@pytest.fixture
def tocsin(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)
