"""The map drawn by the server."""

import re

from tocsin_server.console.sketch import HEIGHT, WIDTH, sketch

PARIS = (48.857, 2.352, "Paris")


def points(path: str) -> list[tuple[float, float]]:
    """Every corner of a path."""
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_a_place_stands_in_the_middle_of_its_sketch() -> None:
    """The spot is at the centre, its name is not repeated by the map, and the neighbours are named."""
    drawn = sketch((PARIS,))
    assert drawn is not None
    (spot,) = drawn.spots
    assert (round(spot.x), round(spot.y)) == (WIDTH / 2, HEIGHT / 2)
    names = [label.text for label in drawn.labels]
    assert "Paris" not in names
    assert "Belgium" in names


def test_nothing_is_drawn_outside_the_box() -> None:
    """Land and borders are cut at the edge."""
    drawn = sketch((PARIS,))
    assert drawn is not None
    for x, y in points(drawn.land + drawn.borders):
        assert -0.1 <= x <= WIDTH + 0.1
        assert -0.1 <= y <= HEIGHT + 0.1


def test_a_circle_is_as_wide_as_it_is_high() -> None:
    """Degrees of longitude are shorter in the north; the drawing allows for it."""
    drawn = sketch(circles=((60.0, 25.0, 100.0),))
    assert drawn is not None
    corners = points(drawn.areas)
    width = max(x for x, _ in corners) - min(x for x, _ in corners)
    height = max(y for _, y in corners) - min(y for _, y in corners)
    assert 0.97 < width / height < 1.03


def test_without_anything_to_show_there_is_no_map() -> None:
    """No area, no drawing."""
    assert sketch() is None


def test_names_never_lie_over_each_other() -> None:
    """Labels keep their distance even where Europe is crowded."""
    drawn = sketch(circles=((48.0, 10.0, 600.0),))
    assert drawn is not None
    boxes = [(at.x - len(at.text) * 3.4, at.x + len(at.text) * 3.4, at.y) for at in drawn.labels]
    for number, (left, right, y) in enumerate(boxes):
        for other_left, other_right, other_y in boxes[number + 1 :]:
            assert right <= other_left or other_right <= left or abs(y - other_y) >= 18
