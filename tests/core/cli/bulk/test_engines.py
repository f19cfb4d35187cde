"""What every engine promises."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from cli.bulk.accidents import deadly, hanging
from cli.bulk.archive import SETTINGS

from tocsin.cli.bulk import EngineName
from tocsin.cli.bulk.batch import Batch, Document, read_batch
from tocsin.cli.bulk.engines import ENGINES, Engine
from tocsin.errors import BadInput

WORK = partial(read_batch, settings=SETTINGS)
BATCHES = [
    Batch(number, (Document(f"{number:02}.txt", b"A bomb killed 12 people in Kirkuk on Friday."),))
    for number in range(6)
]


@pytest.fixture(params=[EngineName.PROCESS, pytest.param(EngineName.RAY, marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == EngineName.RAY:
        request.getfixturevalue("machine")
    return ENGINES[request.param]()


class TestAnEngine:
    def test_gives_what_the_work_gives(self, engine: Engine) -> None:
        read = {batch.number: tables for batch, tables in engine.run(WORK, BATCHES, 2)}
        assert read == {batch.number: WORK(batch) for batch in BATCHES}

    def test_takes_batches_only_as_workers_are_free(self, engine: Engine) -> None:
        taken = []

        def batches() -> Iterator[Batch]:
            for batch in BATCHES:
                taken.append(batch)
                yield batch

        answers = engine.run(WORK, batches(), 1)
        next(answers)
        assert len(taken) <= 2
        assert len(list(answers)) == len(BATCHES) - 1

    @pytest.mark.parametrize("accident", [deadly, hanging])
    def test_loses_only_the_batch_at_which_a_worker_dies(self, engine: Engine, accident: object) -> None:
        work = partial(accident, WORK)  # type: ignore[operator]
        read = {batch.number: tables for batch, tables in engine.run(work, BATCHES, 2)}
        assert {number for number, tables in read.items() if tables is None} == {3}
        assert len(read) == len(BATCHES)

    def test_raises_what_the_work_raises(self, engine: Engine) -> None:
        work = partial(read_batch, settings=replace(SETTINGS, gazetteer=Path("/nowhere.npz")))
        with pytest.raises(BadInput, match=r"nowhere\.npz"):
            list(engine.run(work, BATCHES, 1))

    def test_does_nothing_without_batches(self, engine: Engine) -> None:
        assert list(engine.run(WORK, [], 0)) == []
