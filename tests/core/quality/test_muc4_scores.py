"""The scorers of MUC-4, by cases worked out by hand and by what must hold for any."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality.muc4.ceaf import ceaf_ree
from benchmarks.quality.muc4.corpus import ROLES, Template
from benchmarks.quality.muc4.gtt import PARTS, align, kinds_agree, pair_score, template_scores
from benchmarks.quality.muc4.scores import Score

NAMES = st.sampled_from(["rebels", "the rebels", "army", "bridge", "bank", "mayor"])
ENTITIES = st.lists(st.tuples(NAMES) | st.tuples(NAMES, NAMES), max_size=3).map(tuple)
FILLERS = st.fixed_dictionaries({}, optional=dict.fromkeys(("PerpInd", "Target"), ENTITIES))
TEMPLATES = st.lists(st.builds(Template, st.sampled_from(["attack", "bombing"]), FILLERS), max_size=3)


def of(score: Score) -> tuple[float, int, float, int]:
    return score.right, score.answered, score.found, score.asked


def test_an_answer_of_some_mentions_of_an_entity_is_right() -> None:
    key = {"a": {"PerpOrg": [("front", "FMLN")]}}
    assert of(ceaf_ree({"a": {"PerpOrg": [("fmln",)]}}, key)["PerpOrg"]) == (1, 1, 1, 1)


def test_an_answer_with_a_foreign_mention_is_wrong() -> None:
    key = {"a": {"PerpOrg": [("front", "FMLN")]}}
    assert of(ceaf_ree({"a": {"PerpOrg": [("FMLN", "army")]}}, key)["PerpOrg"]) == (0, 1, 0, 1)


def test_two_answers_for_one_entity_count_one_of_them_as_wrong() -> None:
    key = {"a": {"PerpOrg": [("front", "FMLN")]}}
    assert of(ceaf_ree({"a": {"PerpOrg": [("FMLN",), ("front",)]}}, key)["PerpOrg"]) == (1, 2, 1, 1)


def test_entities_are_paired_so_that_most_agree() -> None:
    """The first answer fits both of the key, the second one only the first."""
    key = {"a": {"Target": [("bank", "branch"), ("bank",)]}}
    assert of(ceaf_ree({"a": {"Target": [("bank",), ("branch",)]}}, key)["Target"]) == (2, 2, 2, 2)


def test_a_role_counts_in_its_own_alone() -> None:
    scores = ceaf_ree({"a": {"Victim": [("mayor",)]}}, {"a": {"Target": [("mayor",)]}})
    assert of(scores["all"]) == (0, 1, 0, 1)


def test_a_document_without_an_answer_is_missed() -> None:
    assert of(ceaf_ree({}, {"a": {"Target": [("bank",)]}})["all"]) == (0, 0, 0, 1)


def test_templates_of_unlike_kinds_are_not_paired() -> None:
    key = [Template("bombing", {"Target": (("bank",),)})]
    answer = [Template("arson", {"Target": (("bank",),)})]
    assert align(answer, key) == ()
    assert of(template_scores({"a": answer}, {"a": key})["all"]) == (0, 2, 0, 2)


def test_a_pair_counts_its_kind_and_its_fillers() -> None:
    key = [Template("bombing", {"Target": (("bank",), ("bridge",)), "Weapon": (("bomb",),)})]
    answer = [Template("bombing", {"Target": (("the bank",), ("mayor",))})]
    scores = template_scores({"a": answer}, {"a": key})
    assert of(scores["kind"]) == (1, 1, 1, 1)
    assert of(scores["Target"]) == (1, 2, 1, 2)
    assert scores["all"].f1 == pytest.approx(100 * 2 * (2 / 3) * (2 / 4) / (2 / 3 + 2 / 4))


def test_two_answers_for_one_entity_are_both_right_in_a_template() -> None:
    """So the paper's scorer counts: precision asks of each answer, recall of each of the key."""
    key = [Template("bombing", {"PerpOrg": (("front", "fmln"),)})]
    answer = [Template("bombing", {"PerpOrg": (("front",), ("fmln",))})]
    assert of(template_scores({"a": answer}, {"a": key})["PerpOrg"]) == (2, 2, 1, 1)


def test_the_pairing_with_the_most_hits_wins() -> None:
    key = [Template("attack", {"Victim": (("mayor",),)}), Template("attack", {"Victim": (("judge",),)})]
    answer = [Template("attack", {"Victim": (("judge",),)}), Template("attack", {"Victim": (("mayor",),)})]
    assert set(align(answer, key)) == {(0, 1), (1, 0)}


@given(TEMPLATES)
def test_the_key_itself_scores_in_full(key: list[Template]) -> None:
    for score in template_scores({"a": key}, {"a": key}).values():
        assert score.f1 == pytest.approx(100) or score.asked == 0
    roles = {str(number): one.fillers for number, one in enumerate(key)}
    assert all(score.right == score.asked for score in ceaf_ree(roles, roles).values())


@given(TEMPLATES, TEMPLATES)
def test_the_order_of_templates_does_not_matter(answer: list[Template], key: list[Template]) -> None:
    one = template_scores({"a": answer}, {"a": key})["all"].f1
    assert template_scores({"a": answer[::-1]}, {"a": key[::-1]})["all"].f1 == pytest.approx(one)


@given(TEMPLATES, TEMPLATES)
def test_no_pairing_whatever_beats_the_one_chosen(answer: list[Template], key: list[Template]) -> None:
    best = template_scores({"a": answer}, {"a": key})["all"]
    for pairs in _pairings(answer, key):
        hits = sum((pair_score(p, answer[i], key[j]) for i, j in pairs for p in PARTS), Score())
        assert Score(hits.right, best.answered, hits.found, best.asked).f1 <= best.f1 + 1e-9


def _pairings(answer: list[Template], key: list[Template]):
    free = [None, *range(len(key))]
    for chosen in itertools.product(free, repeat=len(answer)):
        pairs = [(i, j) for i, j in enumerate(chosen) if j is not None]
        if len({j for _, j in pairs}) == len(pairs) and all(kinds_agree(answer[i], key[j]) for i, j in pairs):
            yield pairs


@given(TEMPLATES, TEMPLATES, st.sampled_from(ROLES))
def test_a_wrong_filler_more_never_raises_the_score(
    answer: list[Template], key: list[Template], role: str
) -> None:
    before = template_scores({"a": answer}, {"a": key})["all"].f1
    worse = [
        Template(one.kind, {**one.fillers, role: (*one.of(role), ("nowhere to be found",))}) for one in answer
    ]
    assert template_scores({"a": worse}, {"a": key})["all"].f1 <= before + 1e-9
