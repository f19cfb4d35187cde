"""Markup to plain text, and plain text made tidy."""

import re
import unicodedata

from lxml import etree, html

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff]")
_SPACES = re.compile(r"[ \t]+")
_GAPS = re.compile(r" ?\n[ \n]*")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w+;")
_UNSEEN = ("script", "style", "template", "head", "svg", "iframe", "object")
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p"),
    *("pre", "section", "table", "td", "th", "tr", "ul"),
)


def tidy(text: str) -> str:
    """Composed (NFC), without control characters, one line a paragraph, single spaces.

    Non-breaking spaces stay: they hold figures together ("1 200").

    >>> tidy("A  blast\\r\\n\\r\\n was heard. ")
    'A blast\\nwas heard.'
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SPACES.sub(" ", _CONTROLS.sub("", text))
    return _GAPS.sub("\n", text).strip()


def plain_text(markup: str) -> str:
    """The words of a piece of HTML, one line a block; text without markup is only made tidy.

    >>> plain_text("<p>Two <b>blasts</b></p><p>Police &amp; army</p><script>x</script>")
    'Two blasts\\nPolice & army'
    """
    if not _MARKUP.search(markup):
        return tidy(markup)
    try:
        root = html.fragment_fromstring(_CONTROLS.sub(" ", markup), create_parent="div")
    except (etree.LxmlError, ValueError):
        return tidy(re.sub(r"<[^<>]*>", " ", markup))
    etree.strip_elements(root, *_UNSEEN, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for block in root.iter(*_BLOCKS):
        block.text = f"\n{block.text or ''}"
        block.tail = f"\n{block.tail or ''}"
    return tidy(root.text_content())
