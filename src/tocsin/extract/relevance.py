"""The first, cheap pass: most reports tell of no violence and are read no further."""

from collections import Counter
from collections.abc import Iterable

from tocsin.extract.tags import Tag

_ACTS = ("alert_raised", "alert_lowered", "emergency_declared", "border_closed")


def may_matter(tags: Iterable[Tag]) -> bool:
    """Whether a report with these tags may tell of an incident or an official action.

    >>> may_matter([Tag(0, 1, "kind.bombing")]), may_matter([Tag(0, 1, "genre.sport")])
    (True, False)
    """
    sections = Counter(tag.section for tag in tags)
    if sections["kind"] or (sections["weak"] and sections["toll"]):
        return True
    named = {tag.name for tag in tags if tag.section == "action"}
    acts = (*_ACTS, "measure_ordered") if sections["weak"] else _ACTS
    return sections["weak"] > 1 or any(
        act in named or {f"{act}_verb", f"{act}_object"} <= named for act in acts
    )
