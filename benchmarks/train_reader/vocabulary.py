"""The pieces of words that are kept: those that a lower-cased text in a language we read can be made of."""

import unicodedata
from functools import cache
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from benchmarks.train_reader.unpack import Packed

SCRIPTS = frozenset(["LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI", "CJK"])
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def kept(packed: Packed) -> list[int]:
    """Numbers of the pieces to keep, the special ones first."""
    special = [packed.special[name] for name in SPECIAL]
    usable = (n for n, (piece, _) in enumerate(packed.pieces) if n not in special and _usable(piece))
    return [*special, *usable]


def _usable(piece: str) -> bool:
    return piece == piece.lower() and all(map(_readable, piece))


@cache
def _readable(letter: str) -> bool:
    """Whether it is of one of our scripts, or of none, as digits and points are."""
    if not unicodedata.category(letter).startswith(("L", "M")):
        return True
    return unicodedata.name(letter, "?").split()[0].split("-")[0] in SCRIPTS | {"COMBINING", "MODIFIER"}


def tokenizer(packed: Packed, numbers: list[int]) -> Tokenizer:
    """A tokenizer of these pieces that lower-cases, and whose offsets are those of the text as given."""
    pieces = [packed.pieces[number] for number in numbers]
    made = Tokenizer(models.Unigram(pieces, unk_id=SPECIAL.index("<unk>"), byte_fallback=False))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    ends = [("<s>", SPECIAL.index("<s>")), ("</s>", SPECIAL.index("</s>"))]
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=ends)
    return made


def write(made: Tokenizer, path: Path) -> None:
    """Keep it as one file."""
    made.save(str(path), pretty=False)
