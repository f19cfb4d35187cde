"""The space-time permutation scan: clusters of events where nobody knew where to look."""

from tocsin.forewarn.scan.chance import Chance
from tocsin.forewarn.scan.circles import Circles, Cylinders
from tocsin.forewarn.scan.events import Events
from tocsin.forewarn.scan.search import Cluster, Scan, scan
from tocsin.forewarn.scan.sites import Sites, great_circle_km

__all__ = ["Chance", "Circles", "Cluster", "Cylinders", "Events", "Scan", "Sites", "great_circle_km", "scan"]
