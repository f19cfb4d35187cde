"""The tree of units holds together or says which units do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.base import Unit, UnitKind
from tocsin.errors import BadInput
from tocsin.level import Tree


def unit(id, parent=""):
    return Unit(id=id, name=id, kind=UnitKind.REGION, parent=parent)


@pytest.mark.parametrize(
    ("units", "message"),
    [
        ([unit("a"), unit("a")], "a: two units have this id"),
        ([unit("a", "b")], "a: its parent 'b' is not among the units"),
        ([unit("a", "a")], "a: these units stand under themselves: a under a"),
        ([unit("r"), unit("a", "c"), unit("b", "a"), unit("c", "b")], "a under c under b under a"),
        ([unit("a", "b"), unit("x", "y"), unit("y", "x"), unit("b", "x")], "x under y under x"),
    ],
)
def test_a_broken_tree_names_its_units(units, message):
    with pytest.raises(BadInput) as refusal:
        Tree(units)
    assert message in str(refusal.value)


def test_an_unknown_unit_is_named():
    with pytest.raises(BadInput, match="nowhere: there is no such unit"):
        Tree([unit("a")]).branch("nowhere")


def test_ten_thousand_units_in_one_line_are_no_trouble():
    line = [unit("u0"), *(unit(f"u{n}", f"u{n - 1}") for n in range(1, 10_000))]
    tree = Tree(line)
    assert len(tree.descendants("u0")) == 9_999
    assert len(tree.path("u9999")) == 10_000


@st.composite
def trees(draw):
    """Units where each but the first few stands under an earlier one."""
    parents = draw(st.lists(st.integers(-1, 40), min_size=1, max_size=40))
    return [unit(f"u{n:02}", "" if p < 0 or p >= n else f"u{p:02}") for n, p in enumerate(parents)]


@given(trees(), st.randoms(use_true_random=False))
def test_every_unit_stands_in_the_branches_of_its_path_and_no_others(units, random):
    shuffled = random.sample(units, len(units))
    tree = Tree(shuffled)
    assert [each.id for each in tree] == [each.id for each in Tree(units)]
    for each in units:
        path = {above.id for above in tree.path(each.id)}
        assert path == {other.id for other in units if each in tree.branch(other.id)}


@given(trees())
def test_parents_come_before_children(units):
    order = [each.id for each in Tree(units)]
    assert sorted(order) == sorted(each.id for each in units)
    assert all(order.index(each.parent) < order.index(each.id) for each in units if each.parent)
