"""Which messages stand on which page, by their numbers 1, 2, 3, ..."""

from __future__ import annotations

PAGE = 20
"""Messages on a page: with 4 kB each, as is usual, about 100 kB; at most 900 kB, as `LARGEST` bounds each."""


def page_of(number: int) -> int:
    """The page on which a message stands once that is full.

    >>> page_of(1), page_of(20), page_of(21)
    (1, 1, 2)
    """
    return (number - 1) // PAGE + 1


def numbers(page: int) -> range:
    """The numbers on a page.

    >>> numbers(2)
    range(21, 41)
    """
    return range((page - 1) * PAGE + 1, page * PAGE + 1)


def full_pages(last: int) -> int:
    """How many pages are full when `last` is the last number given.

    >>> full_pages(19), full_pages(20), full_pages(45)
    (0, 1, 2)
    """
    return last // PAGE
