"""Printed orders can be read, scanned and answered: the PDF is read back as a printer and a telephone
would."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
import typst
import zxingcpp

from tests.server.conftest import Cast
from tests.server.level.reach import MORNING, raised
from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.level import paper, selectors
from tocsin_server.level.models import Declaration
from tocsin_server.units.models import Unit


@pytest.fixture(autouse=True)
def _a_morning() -> Iterator[None]:
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def level(cast: Cast) -> Declaration:
    return raised(cast)


def printed(cast: Cast, level: Declaration, unit: str = "locality", **more: Any) -> "Read":
    return Read(paper.orders_pdf(cast["nation.duty_officer"], level.pk, unit, **more))


class Read:
    """A PDF as it comes out: the text of each page, and what its QR codes say."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        document = pypdfium2.PdfDocument(data)
        try:
            pages = [document[number] for number in range(len(document))]
            self.pages = [page.get_textpage().get_text_bounded() for page in pages]
            self.codes = [
                code.text
                for page in pages
                for code in zxingcpp.read_barcodes(page.render(scale=2).to_numpy())
            ]
            self.tagged = document.is_tagged()
        finally:
            document.close()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.pages).split())


def test_a_unit_reads_every_order_with_its_deadlines_and_zone(cast: Cast, level: Declaration) -> None:
    read = printed(cast, level)
    assert "Orders for Locality" in read.text
    for order in level.orders.filter(unit_id="locality").select_related("measure"):
        assert f"{order.pk}. {order.measure.data['title']['en']}" in read.text
        assert f"Say that you know it by {order.acknowledge_by:%Y-%m-%d %H:%M} (UTC+00:00)" in read.text
    assert "Emergency Response Law, article 45" in read.text
    assert "TLP:AMBER" in read.text
    assert read.tagged


def test_its_code_stands_in_clear_and_in_the_qr_code_that_opens_its_orders(
    cast: Cast, level: Declaration
) -> None:
    read = printed(cast, level)
    code = selectors.answer_code(level, cast.units["locality"])
    assert code in read.text
    assert read.codes == [f"http://localhost:8000/console/orders/{level.pk}/locality/?code={code}"]


def test_a_branch_is_one_file_with_each_units_own_pages(cast: Cast, level: Declaration) -> None:
    read = printed(cast, level, "region", below=True)
    units = ("region", "locality", "neighbour")
    assert len(read.codes) == 3
    for unit in units:
        (first,) = [page for page in read.pages if f"Orders for {unit.title()}" in page]
        assert selectors.answer_code(level, cast.units[unit]) in first
        assert sum(other.title() in first for other in units if other != unit) == 0
        assert "Page 1 of" in first


def test_the_same_orders_make_the_same_file(cast: Cast, level: Declaration) -> None:
    assert printed(cast, level).data == printed(cast, level).data


def test_an_exercise_says_so_on_its_page(cast: Cast) -> None:
    assert "EXERCISE - EXERCISE - EXERCISE" in printed(cast, raised(cast, exercise=True)).text


@pytest.mark.parametrize(
    ("language", "says"),
    [("fr", "Base légale"), ("es", "Base legal"), ("en-GB", "Legal basis"), ("xx", "Legal basis")],
)
def test_it_is_set_in_the_language_asked_for(
    cast: Cast, level: Declaration, language: str, says: str
) -> None:
    assert says in printed(cast, level, language=language).text


def test_a_script_that_no_font_has_is_told_and_never_shown_as_boxes(
    cast: Cast, level: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no fonts but those that typst brings, Chinese cannot be set: the page is in English and says
    why."""
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(paper, "_fonts", lambda: bare)
    Unit.objects.filter(pk="locality").update(name_local="测试县")
    read = printed(cast, level, language="zh")
    assert "no font on this server has them (CJK)" in read.text
    assert "Orders for Locality" in read.text
    assert read.codes


def test_a_name_that_cannot_be_set_is_left_out_and_the_rest_stands(
    cast: Cast, level: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(paper, "_fonts", lambda: bare)
    content = selectors.sheets(
        cast["nation.duty_officer"], level.pk, "locality", below=False, most=1
    ).in_language("en")
    odd = [replace(content[0], unit_name="测试 Locality")]
    read = Read(paper.set_pages(odd, odd))
    assert "Orders for [...] Locality" in read.text


def test_markup_in_the_words_of_an_order_is_set_as_it_stands(cast: Cast) -> None:
    level = raised(cast, reason='#read("/etc/passwd") *not bold* $x$ <script>')
    assert '#read("/etc/passwd") *not bold* $x$ <script>' in printed(cast, level).text


def test_who_may_not_see_the_orders_prints_nothing(cast: Cast, level: Declaration) -> None:
    with pytest.raises(BadInput, match="no open orders that you may see"):
        paper.orders_pdf(cast["neighbour.unit_officer"], level.pk, "locality")
    with pytest.raises(BadInput, match="no such declaration"):
        paper.orders_pdf(cast["outsider.duty_officer"], level.pk, "locality")


def test_more_units_than_one_file_takes_are_refused_with_what_to_do(
    cast: Cast, level: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "MOST", 2)
    with pytest.raises(BadInput, match="branch by branch"):
        printed(cast, level, "nation", below=True)
