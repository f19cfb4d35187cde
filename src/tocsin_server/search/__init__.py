"""Words of texts, kept so that either database finds them: folding, query language, index, highlights."""

from tocsin_server.search.highlight import Piece, highlighted, snippet
from tocsin_server.search.index import Searched, install, kept_of, matching, remove
from tocsin_server.search.query import Query, Term, parse

__all__ = [
    "Piece",
    "Query",
    "Searched",
    "Term",
    "highlighted",
    "install",
    "kept_of",
    "matching",
    "parse",
    "remove",
    "snippet",
]
