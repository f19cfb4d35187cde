"""What is handed to the scorers."""

import json
import tomllib
from pathlib import Path

from benchmarks.quality.muc4.answers import sentences, written
from benchmarks.quality.muc4.corpus import Document, Template, documents
from benchmarks.quality.muc4.fit import written_limits
from benchmarks.quality.muc4.slots import Answer
from benchmarks.quality.muc4_roles import gold
from benchmarks.quality.muc4_templates import predictions
from tocsin.extract.encoder import RoleSpan
from tocsin.extract.templates import Entity, Limits
from tocsin.extract.templates import Template as Found

ROW = {
    "docid": "TST2-MUC4-0007",
    "doctext": "a bomb hit the bank. nobody died.",
    "templates": [
        {
            "incident_type": "bombing", "PerpInd": [], "PerpOrg": [], "Victim": [],
            "Target": [[["bank", 15]]], "Weapon": [[["bomb", 2]]],
        },
    ] * 2,
}  # fmt: skip


def test_a_text_and_its_key_are_read_with_each_template_once(tmp_path: Path) -> None:
    path = tmp_path / "texts.json"
    path.write_text(json.dumps(ROW) + "\n", "utf-8")
    (document,) = documents(path)
    assert document.published_id == "20007"
    assert len(document.templates or ()) == 1
    assert gold(path)[document.id]["Target"] == (("bank",),)


def test_a_text_of_the_training_part_keeps_its_name() -> None:
    assert Document("DEV-MUC3-0001", "", None).published_id == "DEV-MUC3-0001"


def test_sentences_of_a_text_in_small_letters_are_told_apart() -> None:
    assert sentences(ROW["doctext"]) == ((0, 20), (21, 33))


def test_an_entity_is_answered_by_its_likeliest_mention_once() -> None:
    text = "the front (nf) and the front"
    entity = Entity(
        "perpetrator_organisation",
        (RoleSpan("perpetrator_organisation", 4, 9, 0.9), RoleSpan("perpetrator_organisation", 11, 13, 0.8)),
    )
    answer = written(text, Found("forced_work_stoppage", (0,), (entity, entity)))
    assert answer.kind == "forced work stoppage"
    assert answer.of("PerpOrg") == (("front",),)


def test_answers_are_written_in_the_published_form() -> None:
    document = Document("TST2-MUC4-0007", "text", None)
    answers = {document.id: [Answer(Template("arson", {"Target": (("bank",),)}))]}
    (template,) = predictions(answers, [document])["20007"]["pred_templates"]
    assert json.loads(json.dumps(template)) == {
        "incident_type": "arson",
        "PerpInd": [],
        "PerpOrg": [],
        "Target": [["bank"]],
        "Victim": [],
        "Weapon": [],
    }


def test_fitted_limits_are_written_as_they_are_read() -> None:
    limits = Limits(0.3, {"weapon": 0.4}, 0.2, 0.7, 0.05)
    read = Limits(**tomllib.loads(written_limits(limits, "nothing")))
    assert (read.relevant, read.role("weapon"), read.role("victim"), read.link) == (0.3, 0.4, 0.5, 0.05)
