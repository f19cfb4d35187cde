"""Names for arrays of one kind of number."""

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]
