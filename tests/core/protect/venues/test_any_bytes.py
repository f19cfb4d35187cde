"""Whatever is handed in as a table of venues, there are venues and faults, or one refusal."""

from contextlib import suppress

from hypothesis import example, given
from hypothesis import strategies as st

from tocsin.errors import BadInput
from tocsin.protect.venues import COLUMNS, Presence, read_venues, write_csv, write_geojson

ROW = "opera,Opera,culture,48.87,2.33,Europe/Paris,1900,Tu-Su 19-23=1500,Centre,0.1,0.9"
CELLS = st.sampled_from((*ROW.split(","), "", "-1", "0", "1e999", "nan", "=1+1", "'=", "100%", "²", "\ud800"))
LINES = st.lists(st.lists(CELLS, max_size=len(COLUMNS) + 1).map(",".join), max_size=4)


@given(st.binary(max_size=300))
@example(b'{"features": [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0, 0]]]}}]}')
@example(b'{"features": [{"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": {}}}]}')
@example(b'{"features": [{"type": "Feature", "properties": {"id": [[]], "": null}, "geometry": []}]}')
@example(b'"\n\x00,')
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(BadInput):
        assert read_venues(data, "v").faults or read_venues(data, "v").venues


@given(LINES)
def test_any_cells_are_read_or_refused_and_what_is_read_is_written_the_same(lines: list[str]) -> None:
    data = "\n".join((",".join(COLUMNS), *lines)).encode(errors="surrogatepass")
    with suppress(BadInput):
        venues = read_venues(data, "v").venues
        if venues:
            assert read_venues(write_csv(venues), "v").venues == venues
            assert read_venues(write_geojson(venues), "v").venues == venues


@given(st.text(alphabet="MoTuWeFrSa,-=; 0123456789\x00é", max_size=40))
def test_any_words_are_a_week_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert Presence.parse(Presence.parse(text).text) == Presence.parse(text)
