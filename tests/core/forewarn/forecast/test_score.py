"""The score is the definition's integral, and a published forecast scores what it is known to."""

import numpy as np
import pytest
from shared_data import shared_data

from tocsin.errors import BadInput
from tocsin.forewarn.forecast.score import crps


def test_the_score_is_the_integral_of_the_squared_distance_of_the_distributions():
    rng = np.random.default_rng(2015)
    samples, observed = rng.poisson(6, (20, 40)), rng.poisson(6, 20)
    grid = np.arange(0, 40)
    below = (samples[:, :, None] <= grid).mean(axis=1)
    integral = ((below - (observed[:, None] <= grid)) ** 2).sum(axis=1)
    np.testing.assert_allclose(crps(samples, observed), integral, rtol=1e-12)


def test_a_published_forecast_scores_what_it_is_known_to():
    parquet = pytest.importorskip("pyarrow.parquet")
    folder = shared_data("warning") / "views2023"
    path = folder / "bm_cm_last_historical_poisson_expanded_2019.parquet"
    table = parquet.read_table(path).to_pandas()["outcome"].unstack("draw")
    truth = parquet.read_table(folder / "cm_actuals_2019.parquet").to_pandas()["ged_sb"]
    assert crps(table, truth.reindex(table.index)).mean() == pytest.approx(9.64, abs=0.01)


def test_rows_and_counts_that_do_not_fit_are_refused():
    with pytest.raises(BadInput, match="one row of samples for each count observed"):
        crps([[1, 2]], [1, 2])
