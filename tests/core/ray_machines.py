"""Fixtures: Ray, started so that its workers find the work that the tests give them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CORE_TESTS = str(Path(__file__).parent)


@pytest.fixture(scope="module")
def machine() -> Iterator[Any]:
    """This machine as a cluster of one."""
    ray = pytest.importorskip("ray")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", CORE_TESTS)
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
        yield ray
        ray.shutdown()


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two nodes with a processor each, as processes of this machine; `second` may be taken away."""
    ray = pytest.importorskip("ray")
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("PYTHONPATH", CORE_TESTS)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.second = cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    ray.init(address=cluster.address, log_to_driver=False)
    yield cluster
    ray.shutdown()
    cluster.shutdown()
