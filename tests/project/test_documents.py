"""The documents and the tree agree."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")
PATH = re.compile(r"`((?:src|tests|docs|benchmarks|examples|tools|requirements)/[\w./-]*)`")


def rooms(package: str) -> set[str]:
    """The folders and modules of a package, as ARCHITECTURE writes them."""
    folder = ROOT / "src" / package
    folders = {f"{path.name}/" for path in folder.iterdir() if (path / "__init__.py").exists()}
    modules = {path.name for path in folder.glob("*.py") if path.name != "__init__.py"}
    return folders | modules


@pytest.mark.parametrize("package", ["tocsin", "tocsin_server"])
def test_architecture_names_every_room_and_no_other(package: str) -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    section = text.split(f"`src/{package}/` |", 1)[1].split("\n\n", 1)[0]
    named = {
        name for row in section.splitlines()[2:] for name in re.findall(r"`([\w./]+)`", row.split("|")[1])
    }
    assert named == rooms(package)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_path_in_a_document_exists(document: Path) -> None:
    text = document.read_text()
    missing = [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    missing += [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    assert not missing


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {name for document in DOCUMENTS for name in re.findall(r"`make ([a-z-]+)", document.read_text())}
    assert named <= targets


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    forbidden = "|".join(["/wor" + "k/", "/roo" + "t/", "pypi" + r"\.org", "registry" + r"\.npmjs"])
    found = subprocess.run(
        ["git", "grep", "-nIE", forbidden, "--", "."], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
