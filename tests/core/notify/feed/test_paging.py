"""Every message stands on exactly one page, and a page once full keeps its messages."""

from hypothesis import given
from hypothesis import strategies as st

from tocsin.notify.feed import PAGE, full_pages, numbers, page_of

NUMBERS = st.integers(1, 10**9)


@given(NUMBERS)
def test_a_message_is_on_the_page_of_its_number_and_on_no_other(number):
    page = page_of(number)
    assert number in numbers(page)
    assert number not in numbers(page + 1)
    assert page == 1 or number not in numbers(page - 1)


@given(NUMBERS)
def test_a_page_is_full_from_its_last_message_on(number):
    page = page_of(number)
    assert (full_pages(number) >= page) == (number == numbers(page)[-1])


@given(NUMBERS)
def test_what_is_on_no_full_page_fits_into_the_feed_itself(last):
    assert last - full_pages(last) * PAGE < PAGE
