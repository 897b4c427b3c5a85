"""What a person says is told in his or her own words, those of the newest article first."""

from pathlib import Path

import pytest
from small import Corpus

from index import Searcher, open_index
from qa import Answer, Request, answer

SPEECHES = {
    "2024-01-05": "“The quay is old,” said Ann Lee, the mayor of Ayton. “We must mend it.”\n\nBo Quill kept silent.",
    "2024-02-06": "“It is mended,” said Ann Lee. “Come and see.”\n\n“I shall come,” said Bo Quill.",
    "2024-03-07": "“Nobody asked us,” said Cy Quill, a farmer.\n\nThe crew of the dredger had nothing to say.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    corpus = Corpus(tmp_path_factory.mktemp("spoken"))
    for day, text in SPEECHES.items():
        head = f"---\ntitle: The quay\ndate: {day}\n---\n\n"
        Path(corpus.articles, f"speech-{day}.md").write_text(f"{head}{text}\n", encoding="utf-8")
    return open_index(corpus.build().index)


def speakers(reply: Answer) -> list[str | None]:
    return [passage.speaker for passage in reply.passages]


@pytest.mark.parametrize("question", ["What did Ann Lee say?", "what has lee said about it", "What is Ann Lee saying?"])
def test_her_words_are_told_the_newest_first(question: str, searcher: Searcher) -> None:
    reply = answer(Request(question), searcher)
    assert set(speakers(reply)) == {"Ann Lee"}
    days = [cited.published for passage in reply.passages for cited in passage.citations]
    assert days == sorted(days, key=str, reverse=True)
    assert set(days) == {"2024-01-05", "2024-02-06"}
    assert reply.short is None


def test_she_is_the_person_spoken_of_before(searcher: Searcher) -> None:
    reply = answer(Request("What did she say?", history=("Who is Ann Lee?",)), searcher)
    assert set(speakers(reply)) == {"Ann Lee"}


@pytest.mark.parametrize("question", ["What did Quill say?", "What did the crew say?"])
def test_of_two_of_a_name_or_of_none_the_words_are_sought_as_any_others(question: str, searcher: Searcher) -> None:
    assert answer(Request(question), searcher).confidence.probability != 0.9
