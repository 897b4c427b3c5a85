"""What an index makes of articles: the same of each, whichever others are analysed and kept with it."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st
from written import WRITTEN, Written

from corpus import Document, source_of, structure, vocabulary
from index.build.chunk import Part

SEVERAL = st.lists(WRITTEN, min_size=1, max_size=5)


def documents(several: list[Written]) -> list[Document]:
    """Articles with their structure."""
    return [structure(source_of(written.file(f"a{n}")), vocabulary()) for n, written in enumerate(several)]


@given(SEVERAL, st.data())
def test_articles_are_picked_out_of_a_part_and_joined_to_one_as_analysed_so(
    several: list[Written], data: st.DataObject
) -> None:
    found = documents(several)
    whole = Part.of(found)
    order = data.draw(st.permutations(range(len(found))).map(lambda all_: all_[: data.draw(st.integers(1, len(all_)))]))
    assert whole.pick(order) == Part.of([found[place] for place in order])
    ends = sorted(data.draw(st.sets(st.integers(1, len(found))))) or [len(found)]
    pieces = [
        Part.of(found[start:end]) for start, end in zip([0, *ends], [*ends, len(found)], strict=True) if start < end
    ]
    assert Part.joined(pieces) == whole
    assert Part.read(whole.raw()) == whole


def test_a_part_tells_where_each_of_its_articles_begins() -> None:
    several = [
        Written("Beds stand ready.\n"),
        Written("Nurses\n\nThey visit “Ann” daily. Two do.\n"),
        Written("Vans.\n"),
    ]
    part = Part.of(documents(several))
    assert part.starts() == [0, *accumulate(len(written.text.encode()) for written in several)]
    assert part.counts("sentences").tolist() == [1, 3, 1]
    assert part.counts("answering").tolist() == [1, 2, 1]


def test_each_article_keeps_its_own_headings_and_speakers() -> None:
    told = [("Beds", "Ann Lee"), ("Vans", "Bob Ray"), ("Boats", "Cay Dunn")]
    several = [Written(f"{heading}\n\n“They stand ready,” said {name}. Two do.\n") for heading, name in told]
    part = Part.of(documents(several))
    assert list(zip(part.headings[1::2], part.speakers, strict=True)) == told  # above each heading is a section without
    picked = part.pick([2, 1])
    assert list(zip(picked.headings[1::2], picked.speakers, strict=True)) == [told[2], told[1]]
