"""Words of a text that belong to a category, and ways to ask for them."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple


class Tag(NamedTuple):
    """Words `first` to `last` (exclusive) of a text belong to a category, perhaps with a value."""

    first: int
    last: int
    category: str
    value: Any = None

    @property
    def section(self) -> str:
        """The part of the category before the dot: `kind` of `kind.bombing`."""
        return self.category.partition(".")[0]

    @property
    def name(self) -> str:
        """The part of the category after the dot: `bombing` of `kind.bombing`."""
        return self.category.partition(".")[2]


class Tags:
    """The tags of a text in order, quick to ask by section ("kind") or category ("kind.bombing").

    >>> tags = Tags([Tag(0, 1, "kind.bombing"), Tag(3, 5, "genre.sport")])
    >>> [tag.first for tag in tags.named("kind", "genre")]
    [0, 3]
    >>> tags.starting(3, "genre").last, tags.ending(1, "genre")
    (5, None)
    """

    def __init__(self, tags: Iterable[Tag]) -> None:
        self._all = tuple(tags)
        self._named: dict[str, list[Tag]] = {}
        self._starting: dict[tuple[int, str], Tag] = {}
        self._ending: dict[tuple[int, str], Tag] = {}
        for tag in self._all:
            for name in {tag.category, tag.section}:
                self._add(name, tag)

    def _add(self, name: str, tag: Tag) -> None:
        self._named.setdefault(name, []).append(tag)
        longest = self._starting.setdefault((tag.first, name), tag)
        if tag.last > longest.last:
            self._starting[tag.first, name] = tag
        longest = self._ending.setdefault((tag.last, name), tag)
        if tag.first < longest.first:
            self._ending[tag.last, name] = tag

    def __iter__(self) -> Iterator[Tag]:
        return iter(self._all)

    def named(self, *names: str) -> list[Tag]:
        """Those of any of the sections or categories, in order."""
        if len(names) == 1:
            return list(self._named.get(names[0], ()))
        found = {tag[:3]: tag for name in names for tag in self._named.get(name, ())}
        return sorted(found.values(), key=lambda tag: tag[:3])

    def has(self, *names: str) -> bool:
        """Whether there is any of the sections or categories."""
        return any(name in self._named for name in names)

    def starting(self, index: int, name: str) -> Tag | None:
        """The longest of a section or category that starts at a word."""
        return self._starting.get((index, name))

    def ending(self, index: int, name: str) -> Tag | None:
        """The longest of a section or category that ends before a word."""
        return self._ending.get((index, name))
