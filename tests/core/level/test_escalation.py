"""What is late or cannot be done goes up one step, once for each cause."""

import pytest
from level.cast import HOUR, START, TREE, order

from tocsin.errors import BadInput
from tocsin.level import Cause, OrderState, cause_of, escalations

ISSUED, ACKNOWLEDGED = OrderState.ISSUED, OrderState.ACKNOWLEDGED


def causes(state):
    """Why an order in that state goes up at the hours around its two deadlines, 1 and 24."""
    return [cause_of(order(), state, START + hours * HOUR) for hours in (0, 1, 2, 24, 25)]


class TestTheCause:
    @pytest.mark.parametrize("state", [OrderState.ISSUED, OrderState.RECEIVED])
    def test_nobody_answered_once_the_time_to_acknowledge_is_over_and_for_good(self, state):
        assert causes(state) == [None, None, *[Cause.UNANSWERED] * 3]

    @pytest.mark.parametrize("state", [OrderState.ACKNOWLEDGED, OrderState.IN_PROGRESS, OrderState.DELEGATED])
    def test_what_was_answered_but_not_done_once_the_time_to_do_it_is_over(self, state):
        assert causes(state) == [None, None, None, None, Cause.NOT_DONE]

    def test_that_it_cannot_be_done_goes_up_at_once(self):
        assert causes(OrderState.CANNOT) == [Cause.CANNOT] * 5

    @pytest.mark.parametrize("state", [OrderState.DONE, OrderState.WITHDRAWN])
    def test_what_is_done_or_withdrawn_never_goes_up(self, state):
        assert causes(state) == [None] * 5


class TestWhereItGoes:
    def test_to_the_unit_next_above(self):
        (found,) = escalations(TREE, [(order("cn-gd-gz"), ISSUED)], START + 2 * HOUR)
        assert (found.to, found.cause, found.order) == ("cn-gd", Cause.UNANSWERED, order("cn-gd-gz"))

    def test_from_a_root_to_its_own_duty_officer(self):
        (found,) = escalations(TREE, [(order("cn"), ISSUED)], START + 2 * HOUR)
        assert found.to == "cn"

    def test_an_order_to_an_unknown_unit_is_refused(self):
        with pytest.raises(BadInput, match="nowhere: there is no such unit"):
            escalations(TREE, [(order("nowhere"), ISSUED)], START + 2 * HOUR)


class TestHowOften:
    def rounds(self, *states):
        """The causes that go up for one order, an hour and a day late, with what was known before."""
        known, found = set(), []
        for hours, state in states:
            for each in escalations(TREE, [(order(), state)], START + hours * HOUR, known=known):
                known.add((each.order.declaration, each.order.unit, each.order.measure, each.cause))
                found.append(each.cause)
        return found

    def test_once_for_one_cause_however_often_the_clock_is_asked(self):
        assert self.rounds((2, ISSUED), (3, ISSUED), (90, ISSUED)) == [Cause.UNANSWERED]

    def test_once_more_when_it_was_answered_and_then_not_done(self):
        late = (2, ISSUED), (20, ACKNOWLEDGED), (25, ACKNOWLEDGED), (26, ACKNOWLEDGED)
        assert self.rounds(*late) == [Cause.UNANSWERED, Cause.NOT_DONE]

    def test_what_another_unit_or_measure_sent_up_does_not_stand_in_for_it(self):
        known = {("d1", "cn-sc", "watch", Cause.UNANSWERED), ("d1", "cn-gd-gz", "search", Cause.UNANSWERED)}
        assert len(escalations(TREE, [(order(), ISSUED)], START + 2 * HOUR, known=known)) == 1
