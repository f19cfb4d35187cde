"""CEAF-REE, the score of role-filler entities of a whole document.

Du, Rush and Cardie, "GRIT: Generative Role-filler Transformers for Document-level Event Entity Extraction"
(EACL 2021): within each role, entities of the answer and of the key are paired one to one (Kuhn and Munkres)
so that as many pairs as can be agree; a pair agrees where every mention answered is one of the key's entity.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.quality.muc4.corpus import ROLES, Entity
from benchmarks.quality.muc4.scores import Score, plain

Roles = Mapping[str, Sequence[Entity]]


def agrees(answer: Entity, key: Entity) -> bool:
    """Whether every mention of the answer is one of the key's entity.

    >>> agrees(("FMLN",), ("the FMLN", "farabundo marti front"))
    True
    """
    return {plain(mention) for mention in answer} <= {plain(mention) for mention in key}


def ceaf_ree(answers: Mapping[str, Roles], keys: Mapping[str, Roles]) -> dict[str, Score]:
    """Each role's score and "all" (micro average) over the documents of the keys, by document name."""
    scores = dict.fromkeys(ROLES, Score())
    for name, key in keys.items():
        answer = answers.get(name, {})
        for role in ROLES:
            scores[role] += _role(answer.get(role, ()), key.get(role, ()))
    return {**scores, "all": sum(scores.values(), Score())}


def _role(answer: Sequence[Entity], key: Sequence[Entity]) -> Score:
    agree = np.array([[agrees(one, other) for one in answer] for other in key], float)
    agree = agree.reshape(len(key), len(answer))
    matched = int(agree[linear_sum_assignment(-agree)].sum())
    return Score(matched, len(answer), matched, len(key))
