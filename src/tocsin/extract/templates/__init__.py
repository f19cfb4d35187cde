"""From what the network sees in a text to one record for each incident that the text tells of."""

from tocsin.extract.templates.entities import Entity, entities
from tocsin.extract.templates.limits import LIMITS, Limits
from tocsin.extract.templates.marked import Marked, marked
from tocsin.extract.templates.split import Template, templates

__all__ = ["LIMITS", "Entity", "Limits", "Marked", "Template", "entities", "marked", "templates"]
