"""Names as inflected languages write them ("в Киркуке"): the forms that a word in some case may come from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tocsin.extract.gazetteer.key import split, word_key
from tocsin.extract.gazetteer.scan import Stretch

# A stem shorter than this could be that of any word.
SHORTEST_STEM = 2
# A well-known place is meant rather than a village whose name looks like its genitive; a village's own name
# rather than a form of some other small place's.
LEAST_FIRST, LEAST_LAST = 5.0, 3.3

Cases = Mapping[str, Sequence[str]]


def with_base_forms(text: str, stretches: Sequence[Stretch], cases: Cases) -> list[Stretch]:
    """The stretches, each with those that its name may be a case of, the likelier reading first.

    `cases` maps the end of a word's key to the ends it may have in the nominative.

    >>> found = with_base_forms("Киркуке", [Stretch(0, 7, "киркуке")], {"е": ["", "а"]})
    >>> [(stretch.key, stretch.least) for stretch in found][1:3]
    [('киркук', 5.0), ('киркука', 5.0)]
    """
    if not cases:
        return list(stretches)
    return [form for stretch in stretches for form in _forms(text, stretch, cases)]


def _forms(text: str, stretch: Stretch, cases: Cases) -> Iterator[Stretch]:
    if not stretch.key or stretch.nation:
        yield stretch
        return
    bases = list(dict.fromkeys(_base_keys(text[stretch.start : stretch.end], cases)))
    for key in (stretch.key, *bases):
        yield replace(stretch, key=key, least=max(stretch.least, LEAST_FIRST))
    yield stretch
    for key in bases:
        yield replace(stretch, key=key, least=max(stretch.least, LEAST_LAST))


def _base_keys(name: str, cases: Cases) -> Iterator[str]:
    """Keys of the name with its last word, its first, or both in the nominative."""
    first, *inner, last = ["", *map(word_key, split(name))]
    if inner:
        first, *inner = inner
    middle = "".join(inner)
    heads = [first, *base_forms(first, cases)] if first else [""]
    for head in heads:
        for tail in (last, *base_forms(last, cases)):
            if (head, tail) != (first, last):
                yield head + middle + tail


def base_forms(word: str, cases: Cases) -> Iterator[str]:
    """What a word may be in the nominative, by its longest ends first.

    >>> list(base_forms("казани", {"и": ["ь", "я"], "ани": ["аны"]}))
    ['казаны', 'казань', 'казаня']
    """
    for cut in range(SHORTEST_STEM, len(word)):
        for ending in cases.get(word[cut:], ()):
            yield word[:cut] + ending
