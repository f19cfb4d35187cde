"""Which place each name of a text means: by how well known places are and by what else the text names.

After Leidner 2007 ("Toponym resolution in text"): a name beside another may say what contains it, places of
one text lie in few countries and near each other, one name means one place throughout; with no such help the
better known place wins. How much each of these weighs is learned (`weights.toml`).
"""

from tocsin.extract.geocode.distance import distance_km
from tocsin.extract.geocode.line import Dateline, dateline
from tocsin.extract.geocode.outlet import country_of
from tocsin.extract.geocode.rank import resolve
from tocsin.extract.geocode.trust import Located

__all__ = ["Dateline", "Located", "country_of", "dateline", "distance_km", "resolve"]
