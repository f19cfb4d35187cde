"""Malformed feeds and pages by the number: cut, scratched, in several encodings at once, far too deep or far
too long. The same number gives the same bytes on every machine.
"""

import gzip
from collections.abc import Callable
from random import Random

from tocsin.base.xml import MAX_BYTES

_WORDS = {
    "en": "police said that a bomb exploded near the market on Friday killing at least twelve people",
    "fr": "une voiture piégée a explosé près du marché vendredi tuant au moins douze personnes",
    "ru": "взрыв прогремел возле рынка в пятницу погибли по меньшей мере двенадцать человек",
    "ar": "انفجرت سيارة مفخخة قرب السوق يوم الجمعة وقتل ما لا يقل عن اثني عشر شخصا",
    "he": "פצצה התפוצצה ליד השוק ביום שישי ולפחות שנים עשר בני אדם נהרגו",
    "hi": "शुक्रवार को बाज़ार के पास बम विस्फोट में कम से कम बारह लोग मारे गए",
    "zh": "星期五 市场 附近 发生 爆炸 造成 至少 十二 人 死亡 警方 表示",
    "emoji": "💣 🔥 👩🏽‍🚒 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🇫🇷🇮🇶 👨‍👩‍👧‍👦 ☠️ e\u0301\u0302\u0303 \u200d\u200d \U0001f9ff",
    "marks": "\u202e\u2066abc\u2069 \u200f\u200e\u061c \ufeff \u00ad \u2028 \ufffe \x0b\x1b[2J \u0000",
}
_ENCODINGS = (
    "utf-8",
    "cp1252",
    "utf-16-le",
    "utf-16",
    "utf-32",
    "shift_jis",
    "koi8-r",
    "cp1256",
    "gb18030",
    "utf-7",
)
_DATES = (
    *("Fri, 13 Nov 2015 21:20:00 GMT", "2015-11-13T21:20:00+99:99", "31 Feb 0000", "99999999999999999999"),
    *("yesterday", "", "-1", "Sat, 14 Nov 2915 00:00:00 +0000", "١٣/١١/٢٠١٥"),
)


def malformed(number: int) -> tuple[str, bytes]:
    """Name and bytes of the `number`-th file; one in a hundred has about the most bytes that are read."""
    chance = Random(number)
    name = f"{number:05}.{chance.choice(('rss', 'html', 'xml', 'htm'))}"
    if number % 100 == 99:
        return name, chance.choice(LARGE)(chance)[:MAX_BYTES]
    make = _feed if name.endswith(("rss", "xml")) else _page
    if chance.random() < 0.1:
        return name, chance.choice(TINY)
    data = make(chance).encode(_usual(chance), "replace")
    for _ in range(chance.randint(1, 3)):
        data = chance.choice(DAMAGES)(data, chance)
    return name, data


def _usual(chance: Random) -> str:
    return "utf-8" if chance.random() < 0.7 else chance.choice(_ENCODINGS)


def _text(chance: Random, most: int = 300) -> str:
    """Words of one or several scripts, or none."""
    words = [
        word for each in chance.sample(list(_WORDS), chance.randint(1, 3)) for word in _WORDS[each].split()
    ]
    text = " ".join(chance.choices(words, k=chance.randint(0, most)))
    return text.replace(" ", ". ", chance.randint(0, 30)) if chance.random() < 0.5 else text


def _feed(chance: Random) -> str:
    items = "".join(_item(chance) for _ in range(chance.randint(0, 12)))
    head = chance.choice(
        ("", "<?xml version='1.0'?>", "<?xml version='1.0' encoding='big5'?>", "\ufeff", "<!-- -- -->")
    )
    root = chance.choice(
        ("rss version='2.0'", "rss", "RSS", "rdf:RDF", "feed xmlns='http://www.w3.org/2005/Atom'")
    )
    return f"{head}<{root}><channel><title>{_text(chance, 5)}</title>{items}</channel></{root.split()[0]}>"


def _item(chance: Random) -> str:
    body = chance.choice((_text, _markup, _escaped, _cdata))(chance)
    link = chance.choice(("https://wire.example/1", "http://[::1", "javascript:alert(1)", "", "//", "\u202e"))
    date = chance.choice(_DATES)
    return (
        f"<item><title>{_text(chance, 12)}</title><link>{link}</link><pubDate>{date}</pubDate>"
        f"<description>{body}</description></item>"
    )


def _markup(chance: Random) -> str:
    return f"<p>{_text(chance)}<b><i>{_text(chance, 9)}</b></i>&nbsp;&bogus;&#xD83D;&#0;&#99999999;<br>"


def _escaped(chance: Random) -> str:
    return _markup(chance).replace("&", "&amp;").replace("<", "&lt;")


def _cdata(chance: Random) -> str:
    return f"<![CDATA[{_markup(chance)}{chance.choice((']]>', ']]', ''))}"


def _page(chance: Random) -> str:
    part = chance.choice((_markup, _tables, _lists, _scripts, _attributes))
    parts = "".join(part(chance) for _ in range(chance.randint(0, 8)))
    charset = chance.choice(_ENCODINGS)
    date = chance.choice(_DATES)
    return (
        f"<!DOCTYPE html><html dir=rtl lang='{chance.choice(('en', 'ar', 'xx-', ''))}'><head>"
        f"<meta charset={charset}><meta property=article:published_time content='{date}'>"
        f"<title>{_text(chance, 12)}</title></head><body><article>{parts}</article></body></html>"
    )


def _tables(chance: Random) -> str:
    """Tables in tables, with or without their ends."""
    depth = chance.choice((2, 20, 200, 2_000))
    ends = "</td></tr></table>" * chance.randint(0, depth)
    return "<table><tr><td>" * depth + _text(chance) + ends


def _lists(chance: Random) -> str:
    return "<ul><li>" * chance.randint(1, 500) + _text(chance) + "</ol></dd>" * chance.randint(0, 50)


def _scripts(chance: Random) -> str:
    graph = '{"@graph":' * chance.choice((1, 2_000)) + f'[{{"datePublished": "{chance.choice(_DATES)}"}}'
    return f"<script type='application/ld+json'>{graph}</script><style>{_text(chance)}<svg><iframe>"


def _attributes(chance: Random) -> str:
    given = " ".join(f"a{each}='{_text(chance, 2)}'" for each in range(chance.choice((3, 300, 1_500))))
    return f"<div {given} onclick=\"<'>{_text(chance)}</div>"


def _cut(data: bytes, chance: Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _beheaded(data: bytes, chance: Random) -> bytes:
    return data[chance.randint(0, min(len(data), 400)) :]


def _scratched(data: bytes, chance: Random) -> bytes:
    marred = bytearray(data)
    for _ in range(max(1, len(marred) // chance.choice((50, 500, 5_000))) if marred else 0):
        marred[chance.randrange(len(marred))] = chance.randrange(256)
    return bytes(marred)


def _mixed(data: bytes, chance: Random) -> bytes:
    """Pieces in several encodings, put in anywhere."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        data = data[:at] + _text(chance, 40).encode(chance.choice(_ENCODINGS), "replace") + data[at:]
    return data


def _muddled(data: bytes, chance: Random) -> bytes:
    """Some pieces twice, others in another place."""
    step = max(1, len(data) // chance.randint(2, 40))
    pieces = [data[start : start + step] for start in range(0, len(data), step)]
    chance.shuffle(pieces)
    return b"".join(chance.choices(pieces, k=len(pieces))) if pieces else data


def _untagged(data: bytes, chance: Random) -> bytes:
    return data.replace(chance.choice((b">", b"<", b"</", b'"', b"'", b"item", b"p>")), b"")


def _packed(data: bytes, chance: Random) -> bytes:
    return _cut(gzip.compress(data, 1, mtime=0), chance)


def _declared(data: bytes, chance: Random) -> bytes:
    return (
        b"<!DOCTYPE rss [<!ENTITY a '"
        + b"a" * 99
        + b"'><!ENTITY b '&a;&a;'>]>"
        + data.replace(b"the", b"&b;")
    )


def _repeated(pattern: bytes, end: bytes = b"") -> Callable[[Random], bytes]:
    start = b"<html><body><article>" if not pattern.startswith(b"<item") else b"<rss><channel>"
    return lambda chance: start + pattern * (chance.randint(4_000_000, 5_000_000) // len(pattern)) + end


def _long_page(chance: Random) -> bytes:
    """A page that is only long."""
    paragraphs = [f"<p>{_text(chance)}</p>" for _ in range(50)]
    return ("<html><body><article>" + "".join(chance.choices(paragraphs, k=5_000))).encode("utf-8", "replace")


DAMAGES = (
    *(_cut, _beheaded, _scratched, _mixed, _muddled, _untagged, _packed, _declared),
    lambda data, _: data,
)
"""What happens to a file on its way."""

TINY = (
    *(
        b"",
        b" \n",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"<",
        b"<rss",
        b"<rss/>",
        b"<html></html>",
        b"<p>",
        b"\x00" * 99,
    ),
    *(
        b"<!DOCTYPE",
        b"<?xml?>",
        b"&#0;",
        b"<html><body><img src=a></body></html>",
        b"<![CDATA[",
        b"\x1f\x8b\x08",
    ),
    b"PK\x03\x04",
)
"""Files without any text."""

LARGE = (
    *(
        _long_page,
        _repeated(b"<p>A blast was heard.</p>"),
        _repeated(b"<table><tr><td>"),
        _repeated(b"<div>"),
    ),
    *(_repeated(b"a"), _repeated(b"<a b=c "), _repeated(b"a "), _repeated(b"<"), _repeated(b"&amp;")),
    *(_repeated(b"<item><title>Blast</title></item>"), _repeated(b"<item>"), _repeated(b"<!-- ")),
    *(
        _repeated("爆炸".encode()),
        _repeated("💣\u200d".encode()),
        _repeated(b"\xe9"),
        _repeated(b"12 killed, "),
    ),
    *(_repeated(b"<p>12 people were killed by a bomb in Kirkuk on Friday. "), _repeated(b"<br>\n")),
)
"""Files of up to the most bytes that are read, each long in its own way."""
