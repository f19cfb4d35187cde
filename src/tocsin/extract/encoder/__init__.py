"""What a trained network sees in a text: roles of words, kinds of incident, which sentences belong
together."""

from tocsin.extract.encoder.encoder import Encoder
from tocsin.extract.encoder.heads import KINDS, ROLES, RoleSpan, Seen

__all__ = ["KINDS", "ROLES", "Encoder", "RoleSpan", "Seen"]
