"""What an index makes of articles: the same of each, whichever others are analysed and kept with it."""

from hypothesis import given
from hypothesis import strategies as st
from written import WRITTEN, Written

from corpus import Document, extract_source, read_structure, shipped_vocabulary
from index.build.chunk import Chunk

SEVERAL = st.lists(WRITTEN, min_size=1, max_size=5)


def documents(several: list[Written]) -> list[Document]:
    """Articles with their structure."""
    return [
        read_structure(extract_source(written.file(f"a{n}")), shipped_vocabulary()) for n, written in enumerate(several)
    ]


@given(SEVERAL)
def test_a_chunk_is_read_back_as_it_was_and_tells_of_each_of_its_articles(several: list[Written]) -> None:
    found = documents(several)
    chunk = Chunk.of(found)
    assert Chunk.read(chunk.raw()) == chunk
    assert chunk.text == b"".join(document.article.text.encode() for document in found)
    assert chunk.counts("sentences").tolist() == [len(document.sentences) for document in found]
    assert [about for document in found for about in Chunk.of([document]).articles] == list(chunk.articles)


def test_each_article_keeps_its_own_headings_and_speakers() -> None:
    told = [("Beds", "Ann Lee"), ("Vans", "Bob Ray"), ("Boats", "Cay Dunn")]
    several = [Written(f"{heading}\n\n“They stand ready,” said {name}. Two do.\n") for heading, name in told]
    chunk = Chunk.of(documents(several))
    assert list(zip(chunk.headings[1::2], chunk.speakers, strict=True)) == told  # each heading has a section above it
