"""Names in Chinese characters: no spaces, so every short stretch is looked up and the longest name wins."""

import re
from functools import cache

from tocsin.extract.gazetteer.scan import Stretch
from tocsin.extract.gazetteer.words import Words, words

LONGEST = 8
# Two characters are often a common word: they must name a large place unless "in" or "city" stands beside.
LEAST_TWO, LEAST_TWO_CUED, LEAST_MORE = 5.3, 4.5, 3.3
# Beside a character used to spell foreign sounds they are likely a piece of a longer foreign name.
LEAST_IN_FOREIGN = 7.0

_RUN = re.compile(r"[\u3400-\u9fff·]{2,}")
_CITY = frozenset("市省区县镇州郡")
_SOUNDS = frozenset(
    "阿埃艾巴贝比博布策茨达戴德迪蒂杜多厄尔法菲费夫弗戈格古圭哈赫霍基吉加贾杰卡凯坎考科克肯库拉莱兰朗劳勒雷利"
    "列伦罗洛马迈曼梅蒙米莫姆穆纳奈内尼涅努诺欧帕佩皮普奇乔恰切撒萨塞桑沙舍什施斯丝苏索塔泰坦特汤图托瓦威维韦"
    "沃乌希谢辛逊雅亚扬耶叶伊因尤扎泽兹佐·"
)


class HanScanner:
    """See `tocsin.extract.gazetteer.scan.Scanner`."""

    def stretches(self, text: str, language: str) -> list[Stretch]:  # noqa: ARG002 - the protocol's
        """Every stretch of two to eight characters inside a run, longest first."""
        lists = words("zh")
        found: list[Stretch] = []
        for run in _RUN.finditer(text):
            for start in range(run.start(), run.end() - 1):
                found += _from(text, start, min(run.end(), start + LONGEST), lists)
        return found


def _from(text: str, start: int, limit: int, lists: Words) -> list[Stretch]:
    inside = _follows_nation(text, start)
    cued = inside or (start > 0 and text[start - 1] in lists.cues)
    found = []
    for end in range(limit, start + 1, -1):
        # The key of unified ideographs is the name itself, but for the dot between foreign words.
        key = text[start:end].replace("·", "")
        if key in lists.never:
            continue
        least = LEAST_MORE
        if end - start == 2:
            beside = cued or text[end : end + 1] in _CITY
            foreign = _SOUNDS.issuperset(text[start:end])
            least = LEAST_TWO_CUED if beside or foreign else LEAST_TWO
            left = "" if inside else text[start - 1 : start]
            if text[end : end + 1] in _SOUNDS or left in _SOUNDS:
                least = LEAST_IN_FOREIGN
        found.append(Stretch(start, end, key, least=least, cued=cued))
    return found


def _follows_nation(text: str, start: int) -> bool:
    """Whether a country's name stands right before: what follows it is as a rule a place in it."""
    ends = [text[start - length : start] for length in range(2, min(LONGEST, start) + 1)]
    return not _nations().isdisjoint(ends)


@cache
def _nations() -> frozenset[str]:
    return frozenset(name for names in words("zh").countries.values() for name in names)
