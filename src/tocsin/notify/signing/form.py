"""The one form of signature that is judged: enveloped in the alert, over all of it, by sound algorithms.

XML Signature lets a signature cover any part of a document after any transformation, so that a true signature
can stand beside a forged alert (signature wrapping). CAP 1.2, section 3.3.4.1, asks for enveloped signatures;
here nothing else is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod

from tocsin.base.xml import parse_xml
from tocsin.errors import BadInput

XMLDSIG = "http://www.w3.org/2000/09/xmldsig#"
SIGNATURE = f"{{{XMLDSIG}}}Signature"
ENVELOPED = f"{XMLDSIG}enveloped-signature"

METHODS = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1,
        SignatureMethod.SHA384_RSA_MGF1,
        SignatureMethod.SHA512_RSA_MGF1,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
"""Neither SHA-1, of which two documents with one digest have been made, nor keys that the reader has too."""

DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})

_FORMS = frozenset(method.value for method in CanonicalizationMethod)


def alert_element(xml: bytes, *, where: str) -> etree._Element:
    """The root of a document that is an alert, and nothing around one: that would not be signed."""
    root = parse_xml(xml, where=where)
    name = etree.QName(root).localname
    if name != "alert":
        text = f"it is <{name}>, not an alert; take the alert out of what it is sent in"
        raise BadInput(text, where=where, reason="not_cap")
    return root


def signatures(root: etree._Element) -> list[etree._Element]:
    """Every signature in a document, wherever it stands."""
    return list(root.iter(SIGNATURE))


def fault(root: etree._Element, signature: etree._Element) -> str:
    """Why a document's one signature is not judged, "" if it has the form asked for."""
    if signature.getparent() is not root:
        return "its signature does not stand directly in the alert"
    references = [*signature.iterfind(f"{{{XMLDSIG}}}SignedInfo/{{{XMLDSIG}}}Reference")]
    if len(references) != 1:
        return f"its signature covers {len(references)} things; it must cover one, the whole alert"
    return _scope_fault(root, references[0]) or _transform_fault(references[0]) or _weakness(signature)


def _scope_fault(root: etree._Element, reference: etree._Element) -> str:
    """A reference must mean the whole document: "" does, or the id of its root, which no other may have."""
    uri = reference.get("URI")
    if uri == "":
        return ""
    name = (uri or "").removeprefix("#")
    bearers = [element for element in root.iter("*") if name in _ids(element)]
    if not name or uri != f"#{name}" or bearers != [root]:
        return "its signature does not cover the whole alert"
    return ""


def _ids(element: etree._Element) -> list[str]:
    """What an element is called by any attribute whose name is a spelling of id, of whatever name space."""
    return [
        str(value) for name, value in element.attrib.items() if etree.QName(name).localname.lower() == "id"
    ]


def _transform_fault(reference: etree._Element) -> str:
    path = f"{{{XMLDSIG}}}Transforms/{{{XMLDSIG}}}Transform"
    steps = [step.get("Algorithm") for step in reference.iterfind(path)]
    if steps[:1] != [ENVELOPED] or len(steps) > 2 or not set(steps[1:]) <= _FORMS:
        return "its signature is over something other than the alert without its signature"
    return ""


def _weakness(signature: etree._Element) -> str:
    for name, known in _ALGORITHMS.items():
        for element in signature.iter(f"{{{XMLDSIG}}}{name}"):
            algorithm = element.get("Algorithm") or "none"
            if algorithm not in known:
                return f"its signature uses {_short(algorithm)}, which proves nothing"
    return ""


_ALGORITHMS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "SignatureMethod": frozenset(method.value for method in METHODS),
        "DigestMethod": frozenset(digest.value for digest in DIGESTS),
        "CanonicalizationMethod": _FORMS,
    }
)


def _short(algorithm: str) -> str:
    return algorithm.rpartition("#")[2][:60] or "an unknown algorithm"


def certificates(signature: etree._Element) -> Iterator[str]:
    """The certificates that a signature brings along, in base 64."""
    path = f"{{{XMLDSIG}}}KeyInfo/{{{XMLDSIG}}}X509Data/{{{XMLDSIG}}}X509Certificate"
    return (element.text or "" for element in signature.iterfind(path))
