"""Venues in a real browser: a table is looked at and taken, a venue shows it, its QR code can be read."""

from io import BytesIO

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Site

HEADING = "id,name,kind,latitude,longitude,zone,capacity,present"
ROW = "e2e-hall,Sycamore Hall,culture,39.91,116.66,Asia/Shanghai,{},Fr-Su 19-23=500"


def hand_in(page: Page, site: Site, row: str) -> None:
    page.goto(f"{site.address}/console/venues/import")
    data = f"{HEADING}\n{row}\n".encode()
    page.get_by_label("CSV or GeoJSON file").set_input_files(
        {"name": "halls.csv", "mimeType": "text/csv", "buffer": data}
    )
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_url("**/venues/import/*/")


def test_a_table_with_a_fault_is_mended_looked_at_and_taken(loaded: Site) -> None:
    page = loaded.visit("officer.tongzhou")
    hand_in(page, loaded, ROW.format("-600"))
    expect(page.get_by_role("row", name="Row 2")).to_contain_text("-600 is negative")
    expect(page.get_by_role("button", name="Take all of it")).to_have_count(0)
    hand_in(page, loaded, ROW.format("600"))
    page.get_by_role("button", name="Take all of it").click()
    expect(page.get_by_text("1 new, 0 changed, 0 unchanged.")).to_be_visible()
    page.get_by_label("Name, id or place").fill("Sycamore")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#map[data-ready] .pin-venue")).to_have_count(1)
    page.get_by_role("link", name="Sycamore Hall").click()
    expect(page.get_by_role("heading", name="Sycamore Hall")).to_be_visible()
    expect(page.locator("#duties")).to_contain_text("Procedure to evacuate")
    hand_in(page, loaded, ROW.format("600"))
    expect(page.get_by_text("stands in the register already")).to_be_visible()
    page.context.close()


def test_a_checkpoint_s_printed_code_leads_to_where_it_is_checked_in(loaded: Site) -> None:
    page = loaded.visit("officer.tongzhou")
    venue = f"{loaded.address}/console/venues/of/beijing-tongzhou-willow-quay-market/"
    page.goto(f"{venue}codes/")
    drawn = page.locator(".code svg").first.screenshot()
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(drawn)))
    path = code.text.partition("://")[2].partition("/")[2]
    answer = page.goto(f"{loaded.address}/{path}")
    assert answer is not None
    assert answer.ok
    page.context.close()
