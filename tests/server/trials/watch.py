"""Watches over the work that killed workers had in hand: how long until somebody else takes it over."""

import socket
import time
from collections.abc import Iterator
from threading import Lock

from tests.server.trials.ground import Ground


class Watch:
    """A lease is a token that changes when its job changes hands, so one that stays is a job stuck."""

    def __init__(self) -> None:
        self._dead: dict[str, float] = {}
        self._orphans: dict[str, float] = {}
        self._recoveries: list[float] = []
        self._lock = Lock()

    @property
    def at_work(self) -> int:
        """How many workers had work in hand when they died."""
        return len(self._recoveries) + len(self._orphans)

    def longest(self) -> float:
        """Seconds from a kill until the work was in other hands, at most; what is stuck yet counts too."""
        now = time.monotonic()
        return max([0.0, *self._recoveries, *(now - since for since in self._orphans.values())])

    def busy(self, site: Ground, pid: int) -> bool:
        """Whether a worker has work in hand."""
        return name(pid) in (worker for worker, _ in leases(site))

    def done(self, site: Ground) -> int:
        """How much work has been done so far."""
        return int(site.rows("SELECT count(*) FROM jobs_job WHERE state = 'done'")[0][0])

    def killed(self, pid: int) -> None:
        """Note that a worker is dead."""
        with self._lock:
            self._dead[name(pid)] = time.monotonic()

    def look(self, site: Ground) -> None:
        """See which leases of the dead stand and which have gone."""
        with self._lock:
            held = leases(site)
            standing = {lease for _, lease in held}
            for worker, lease in held:
                if worker in self._dead:
                    self._orphans.setdefault(lease, self._dead[worker])
            for lease in self._orphans.keys() - standing:
                self._recoveries.append(time.monotonic() - self._orphans.pop(lease))

    def keep(self, site: Ground) -> Iterator[None]:
        """Look again and again, as long as it is asked to."""
        while True:
            self.look(site)
            yield time.sleep(0.2)


def name(pid: int) -> str:
    """What a worker of this machine calls itself."""
    return f"{socket.gethostname()}:{pid}"


def leases(site: Ground) -> list[tuple[str, str]]:
    """The work in hand: worker and lease."""
    return [
        (str(a), str(b)) for a, b in site.rows("SELECT worker, lease FROM jobs_job WHERE state = 'leased'")
    ]
