"""Detectors that meet with an accident, or leave a trace; workers must be able to import them."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from tocsin.forewarn.detectors.ears import Ears
from tocsin.forewarn.protocol import Scores
from tocsin.forewarn.series import Panel


@dataclass(frozen=True, slots=True)
class Deadly(Ears):
    """Kills its process at the series `at`, the first time only where there is a `marker` to remember by."""

    at: str = ""
    marker: Path | None = None

    def scores(self, panel: Panel, steps: range) -> Scores:
        if self.at in panel.ids and not (self.marker and self.marker.exists()):
            if self.marker:
                self.marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return Ears.scores(self, panel, steps)


@dataclass(frozen=True, slots=True)
class Noted(Ears):
    """Slow, and leaves behind the name of the cluster's machine it judged on."""

    folder: Path = Path()

    def scores(self, panel: Panel, steps: range) -> Scores:
        import ray

        if ray.is_initialized() and len(panel.ids) > 2:
            (self.folder / ray.get_runtime_context().get_node_id()).touch()
            time.sleep(0.1)
        return Ears.scores(self, panel, steps)
