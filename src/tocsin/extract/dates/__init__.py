"""Days, weeks, months and years that a text names, resolved against its publication.

Own rules over word lists, one TOML file a language: the general libraries read a few texts a second.
"""

from tocsin.extract.dates.mentions import DateMention, find, publication

__all__ = ["DateMention", "find", "publication"]
