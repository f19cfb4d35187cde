"""The space-time permutation scan: clusters of events where nobody knew where to look."""

from tocsin.base.sphere import great_circle_km
from tocsin.forewarn.scan.chance import Chance
from tocsin.forewarn.scan.circles import Circles, Cylinders
from tocsin.forewarn.scan.events import Events
from tocsin.forewarn.scan.follow import same_cluster, track_of_cluster
from tocsin.forewarn.scan.geojson import geojson
from tocsin.forewarn.scan.incidents import events_of, left_out
from tocsin.forewarn.scan.search import Cluster, Scan, scan
from tocsin.forewarn.scan.sites import Sites
from tocsin.forewarn.scan.warn import NAME, ScanTest, judge, replay

__all__ = [
    "NAME",
    "Chance",
    "Circles",
    "Cluster",
    "Cylinders",
    "Events",
    "Scan",
    "ScanTest",
    "Sites",
    "events_of",
    "geojson",
    "great_circle_km",
    "judge",
    "left_out",
    "replay",
    "same_cluster",
    "scan",
    "track_of_cluster",
]
