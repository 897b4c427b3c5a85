"""Places are found by how they are written, whole; months, titles and words cut short are none."""

import pytest

from qa.spans.places import find_places


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It is held at the Corn Exchange in July.", ["Corn Exchange"]),
        ("It is held on Ferry Road in August.", ["Ferry Road"]),
        ("It is given at 7 Tanner Street, Gorsedale, in April.", ["7 Tanner Street, Gorsedale"]),
        ("It is given at 7 Tanner St., Gorsedale.", ["7 Tanner St., Gorsedale"]),
        ("It moored at St. Bees in spring.", ["St. Bees"]),
        ("It is pitched under Mt. Harrow each year.", ["Mt. Harrow"]),
        ("It is in Ashby-de-la-Zouch by the bridge.", ["Ashby-de-la-Zouch"]),
        ("It grows in the Isle of Wight.", ["Isle of Wight"]),
        ("It lies near the Church of St John.", ["Church of St John"]),
        ("It begins in Newcastle upon Tyne on Monday.", ["Newcastle upon Tyne"]),
        ("Meet in Room 12 at noon.", ["Room 12"]),
        ("It is held in May.", []),
        ("It is held in Jan. 2030 and on Tuesday.", []),
        ("It is held at Christmas.", []),
        ("He wrote it in English.", []),
        ("It is in Dr Lee’s hands.", []),
    ],
)
def test_a_place_is_found_whole(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in find_places(text)] == wanted
