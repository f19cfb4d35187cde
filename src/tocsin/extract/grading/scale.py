"""The two scales by which analysts grade: how reliable a source is, and how credible what it tells.

The letters and figures are those of the Admiralty system as NATO keeps it (AJP-2.1, STANAG 2511). The two are
graded apart: a reliable source can tell what others contradict, an unreliable one what they confirm.
"""

from collections.abc import Mapping

LETTERS: Mapping[str, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
DIGITS: Mapping[int, str] = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "truth cannot be judged",
}
UNKNOWN_LETTER, UNKNOWN_DIGIT = "F", 6
